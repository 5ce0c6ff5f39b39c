/** Keys of bronze's datasets. */
export const MBO = 'bronze.future_mbo.mbo'
export const OPTION_MBO = 'bronze.future_option_mbo.mbo'
export const STATISTICS = 'bronze.future_option_mbo.statistics'
export const DEFINITIONS = 'bronze.shared.instrument_definitions'
