declare module 'jstat' {
  const jStat: {
    readonly studentt: {
      cdf(t: number, degreesOfFreedom: number): number
      inv(share: number, degreesOfFreedom: number): number
    }
  }
  export default jStat
}
