import type { Sample } from '../../src/study/sample.ts'

/**
 * The slow twin of `effectOf`: every hour a dummy variable, normal equations solved by elimination,
 * and the cluster-robust covariance as a product of whole matrices.
 */
export function denseEffect(sample: Sample): { estimate: number; standardError: number } {
  const all = Array.from({ length: sample.length }, (_, row) => row)
  const isMixed = (hour: number) => {
    const own = all.filter((row) => sample.hour[row] === hour)
    const episodes = own.filter((row) => sample.isEpisode[row] === 1).length
    return episodes > 0 && episodes < own.length
  }
  const rows = all.filter((row) => isMixed(sample.hour[row]))
  const hours = [...new Set(rows.map((row) => sample.hour[row]))]
  const x = rows.map((row) => [
    sample.isEpisode[row],
    ...hours.map((hour) => Number(sample.hour[row] === hour)),
  ])
  const y = rows.map((row) => sample.move[row])
  const inverse = inverted(product(transposed(x), x))
  const beta = product(
    inverse,
    product(
      transposed(x),
      y.map((value) => [value]),
    ),
  )
  const residuals = x.map((row, at) => y[at] - product([row], beta)[0][0])
  const clusters = [...new Set(rows.map((row) => sample.halfHour[row]))]
  const k = x[0]?.length ?? 0
  let meat = Array.from({ length: k }, () => new Array<number>(k).fill(0))
  for (const cluster of clusters) {
    const own = rows.flatMap((row, at) => (sample.halfHour[row] === cluster ? [at] : []))
    const scores = product(
      transposed(own.map((at) => x[at])),
      own.map((at) => [residuals[at]]),
    )
    const outer = product(scores, transposed(scores))
    meat = meat.map((line, i) => line.map((value, j) => value + outer[i][j]))
  }
  const covariance = product(product(inverse, meat), inverse)
  const c = clusters.length
  const correction = (c / (c - 1)) * ((rows.length - 1) / (rows.length - k))
  return {
    estimate: beta[0]?.[0] ?? Number.NaN,
    standardError: Math.sqrt(correction * (covariance[0]?.[0] ?? Number.NaN)),
  }
}

type Matrix = number[][]

function transposed(a: Matrix): Matrix {
  return (a[0] ?? []).map((_, column) => a.map((row) => row[column]))
}

function product(a: Matrix, b: Matrix): Matrix {
  const columns = transposed(b)
  return a.map((row) =>
    columns.map((column) => row.reduce((sum, value, at) => sum + value * column[at], 0)),
  )
}

/** Gauss and Jordan, with pivots. */
function inverted(a: Matrix): Matrix {
  const size = a.length
  const rows = a.map((row, at) => [...row, ...row.map((_, column) => Number(column === at))])
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column; row < size; row++) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row
    }
    ;[rows[column], rows[pivot]] = [rows[pivot], rows[column]]
    const scale = rows[column][column]
    rows[column] = rows[column].map((value) => value / scale)
    for (let row = 0; row < size; row++) {
      if (row === column) continue
      const factor = rows[row][column]
      rows[row] = rows[row].map((value, at) => value - factor * rows[column][at])
    }
  }
  return rows.map((row) => row.slice(size))
}
