import { Failure } from '../failure.ts'
import {
  type FileInput,
  inputKey,
  type Manifest,
  type PartitionInput,
} from '../lake/partition/manifest.ts'
import { compareState } from '../lake/partition/state.ts'
import { readStored } from '../lake/partition/stored.ts'
import { formatPartition, type Lake, type Partition } from '../lake/paths.ts'
import { inputsOf, stageRecord } from '../pipeline/survey.ts'
import { ingestOf } from '../stages/bronze/ingest-stages.ts'
import type { Stage } from '../stages/stage.ts'
import { producerOf } from '../stages/stages.ts'
import type { Check, CheckSubject } from './check.ts'
import type { Evidence } from './evidence.ts'

/** The inputs are recorded and still exist, and the stage would make the same partition now. */
export const lineage: Check = {
  name: 'lineage',
  proves: 'every input is the one recorded, and nothing is stale',
  reads: [],
  run,
}

async function run({ lake, partitions }: CheckSubject, evidence: Evidence): Promise<void> {
  const [partition] = partitions
  const manifest = await readStored(lake, partition)
  if (!manifest) throw notWritten(partition)
  evidence.count('inputs', manifest.inputs.length)
  const stage = producerOf(partition.dataset)
  if (!stage) {
    checkRawFiles(manifest, evidence)
    return
  }
  for (const input of manifest.inputs) {
    if ('file' in input) offendKind(input, 'a partition', evidence)
    else await evidence.attempt(() => checkInput(lake, input, evidence))
  }
  await checkSiblings(lake, stage, manifest, evidence)
  await checkFresh(lake, stage, manifest, evidence)
}

/** The partitions among a manifest's inputs. */
export function partitionInputs({ inputs }: Manifest): PartitionInput[] {
  return inputs.flatMap((input) => ('file' in input ? [] : [input]))
}

/** Bronze is made of downloaded files, which need not be kept: they only have to be named. */
function checkRawFiles(manifest: Manifest, evidence: Evidence): void {
  const { dataset, stage, inputs } = manifest
  if (inputs.length === 0) evidence.offend(() => 'no raw file is recorded')
  for (const input of inputs) {
    if (!('file' in input)) offendKind(input, 'a raw file', evidence)
  }
  const expected = ingestOf(dataset)?.name
  if (stage.name !== expected)
    evidence.offend(() => `it is of stage ${stage.name}, expected ${expected}`)
}

function offendKind(input: FileInput | PartitionInput, expected: string, evidence: Evidence): void {
  evidence.offend(() => `input ${inputKey(input)} is not ${expected}`)
}

async function checkInput(lake: Lake, input: PartitionInput, evidence: Evidence): Promise<void> {
  const { dataset, symbol, dt } = input
  const stored = await readStored(lake, { dataset, symbol, dt })
  const found = stored ? `content sha256 ${stored.content_sha256}` : 'no such partition'
  if (stored?.content_sha256 === input.content_sha256) return
  evidence.offend(
    () => `input ${inputKey(input)} was of content sha256 ${input.content_sha256}, found ${found}`,
  )
}

/** A stage writes all of its datasets together. */
async function checkSiblings(
  lake: Lake,
  stage: Stage,
  manifest: Manifest,
  evidence: Evidence,
): Promise<void> {
  const { dataset, symbol, dt } = manifest
  for (const other of stage.writes.filter((key) => key !== dataset)) {
    const sibling = { dataset: other, symbol, dt }
    await evidence.attempt(async () => {
      if (!(await readStored(lake, sibling))) throw notWritten(sibling)
    })
  }
}

/**
 * Compares the stage's current parameters with the recorded ones; input hashes are checked
 * elsewhere.
 */
async function checkFresh(
  lake: Lake,
  stage: Stage,
  manifest: Manifest,
  evidence: Evidence,
): Promise<void> {
  const { dataset, symbol, dt } = manifest
  const resolved = await stage.resolve(lake, { symbol, dt }, {}, manifest.stage.parameters)
  const contractSha256 = lake.datasets.get(dataset)?.contractSha256 ?? ''
  const { reasons } = compareState(manifest, {
    stage: stageRecord(stage, resolved),
    contractSha256,
  })
  for (const reason of reasons) evidence.offend(() => `it is stale: ${reason}`)
  const recorded = new Set(manifest.inputs.map(inputKey))
  for (const input of await inputsOf(lake, resolved)) {
    if (!recorded.has(inputKey(input)))
      evidence.offend(() => `it is stale: input ${inputKey(input)} is not recorded`)
  }
}

function notWritten(partition: Partition): Failure {
  return new Failure({
    code: 'input',
    what: 'the partition does not exist',
    where: formatPartition(partition),
    fix: 'run the pipeline for it',
  })
}
