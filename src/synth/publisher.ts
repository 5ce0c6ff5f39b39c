/** Databento's publisher of GLBX.MDP3. */
export const PUBLISHER = 1
