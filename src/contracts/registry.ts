/**
 * Generated from the contracts (*.avsc) and from lake/datasets.yaml: change those, then run
 * `npm run contracts`. What the lake's tables are, for the compiler.
 */

/** The key of every dataset, by the name that the code has for it. */
export const DATASETS = {
  mbo: 'bronze.future_mbo.mbo',
  optionMbo: 'bronze.future_option_mbo.mbo',
  comboTrades: 'bronze.future_option_mbo.combo_trades',
  statistics: 'bronze.future_option_mbo.statistics',
  definitions: 'bronze.shared.instrument_definitions',
  snapshot: 'silver.future_mbo.book_snapshot_1s',
  wall: 'silver.future_mbo.wall_surface_1s',
  radar: 'silver.future_mbo.radar_vacuum_1s',
  levels: 'silver.future_mbo.session_levels_1s',
  gaps: 'silver.future_mbo.gaps',
  events: 'silver.future_mbo.events',
  vacuum: 'silver.future_mbo.vacuum_surface_1s',
  bands: 'silver.future_mbo.physics_bands_1s',
  calibration: 'gold.hud.physics_norm_calibration',
  openInterest: 'silver.future_option.statistics_clean',
  gex: 'silver.future_option_mbo.gex_surface_1s',
  gexLevels: 'silver.future_option_mbo.gex_levels_1s',
  hedgeProfile: 'silver.future_option_mbo.hedge_profile_1s',
  dealerFlow: 'silver.future_option_mbo.dealer_flow_1s',
  greeks: 'silver.future_option_mbo.greeks_surface_1s',
  charmClock: 'silver.future_option_mbo.charm_clock_1s',
  smile: 'silver.future_option_mbo.smile_1s',
  volumeGex: 'silver.future_option_mbo.volume_gex_1s',
  optionLiquidity: 'silver.future_option_mbo.option_liquidity_1s',
  hedgePressure: 'silver.future_option_mbo.hedge_pressure_1s',
} as const

export type DatasetName = keyof typeof DATASETS

/** Every market-by-order record of one instrument, in file order, as DBN has it: codes, prices in 1e-9 units, times in ns since the epoch, UTC. */
export type Mbo = {
  /** DBN record type. */
  readonly rtype: 'uint8'
  /** Databento publisher (dataset and venue); GLBX.MDP3 is 1. */
  readonly publisher_id: 'uint16'
  /** Numeric instrument id, unique only within a UTC day. */
  readonly instrument_id: 'uint32'
  /** The exchange's time of the event, ns since the epoch, UTC; uint64 bits kept as int64, -1 = undefined. */
  readonly ts_event: 'int64'
  /** The exchange's order id; 0 where the record is of no order. */
  readonly order_id: 'uint64'
  /** Order or trade price in 1e-9 units; NULL (in memory 2^63-1) = undefined. */
  readonly price: 'int64'
  /** Quantity in contracts; 2^32-1 = undefined. */
  readonly size: 'uint32'
  /** Bits: 128 last of event, 64 top of book, 32 snapshot, 16 aggregated, 8 bad ts_recv, 4 maybe bad book, 2 publisher specific. */
  readonly flags: 'uint8'
  /** The feed's channel, as Databento numbers them. */
  readonly channel_id: 'uint8'
  /** A add, C cancel, M modify, R clear, T trade, F fill, N none. */
  readonly action: 'char'
  /** B bid, A ask, N none; of the resting order, on a trade of the aggressor. */
  readonly side: 'char'
  /** Databento's capture time, ns since the epoch, UTC; uint64 bits kept as int64, -1 = undefined. */
  readonly ts_recv: 'int64'
  /** ts_recv minus the exchange's sending time, ns; may be negative. */
  readonly ts_in_delta: 'int32'
  /** The exchange's packet sequence number. */
  readonly sequence: 'uint32'
  /** Which of the raw files merged into this partition the record is from: its position in the manifest's inputs, from 0. */
  readonly file_index: 'int32'
}

/** Exchange statistics as DBN version 3 has them; older files are upgraded. */
export type Statistics = {
  /** DBN record type. */
  readonly rtype: 'uint8'
  /** Databento publisher (dataset and venue); GLBX.MDP3 is 1. */
  readonly publisher_id: 'uint16'
  /** Numeric instrument id, unique only within a UTC day. */
  readonly instrument_id: 'uint32'
  /** The exchange's time of the event, ns since the epoch, UTC; uint64 bits kept as int64, -1 = undefined. */
  readonly ts_event: 'int64'
  /** Databento's capture time, ns since the epoch, UTC; uint64 bits kept as int64, -1 = undefined. */
  readonly ts_recv: 'int64'
  /** The time the statistic is of (for open interest and settlement, midnight UTC of the trade date), ns since the epoch; -1 = undefined. */
  readonly ts_ref: 'int64'
  /** The value of a price statistic in 1e-9 units; NULL (in memory 2^63-1) = undefined. */
  readonly price: 'int64'
  /** The value of a quantity statistic in contracts; NULL (in memory 2^63-1) = undefined. */
  readonly quantity: 'int64'
  /** The exchange's packet sequence number. */
  readonly sequence: 'uint32'
  /** ts_recv minus the exchange's sending time, ns; may be negative. */
  readonly ts_in_delta: 'int32'
  /** 1 opening price, 2 indicative open, 3 settlement, 4 session low, 5 session high, 6 cleared volume, 7 lowest offer, 8 highest bid, 9 open interest, 10 fixing price; others are kept as they come. */
  readonly stat_type: 'uint16'
  /** The feed's channel, as Databento numbers them. */
  readonly channel_id: 'uint16'
  /** 1 new, 2 the statistic is deleted. */
  readonly update_action: 'uint8'
  /** Bits of a settlement: 1 final, 2 actual, 4 rounded to the trading tick; 255 = not applicable. */
  readonly stat_flags: 'uint8'
  /** Which of the raw files merged into this partition the record is from: its position in the manifest's inputs, from 0. */
  readonly file_index: 'int32'
}

/** Instrument definitions as DBN version 3 has them; older files are upgraded. A record a leg of a strategy. */
export type Definitions = {
  /** DBN record type. */
  readonly rtype: 'uint8'
  /** Databento publisher (dataset and venue); GLBX.MDP3 is 1. */
  readonly publisher_id: 'uint16'
  /** Numeric instrument id, unique only within a UTC day. */
  readonly instrument_id: 'uint32'
  /** The exchange's time of the event, ns since the epoch, UTC; uint64 bits kept as int64, -1 = undefined. */
  readonly ts_event: 'int64'
  /** Databento's capture time, ns since the epoch, UTC; uint64 bits kept as int64, -1 = undefined. */
  readonly ts_recv: 'int64'
  /** The tick in 1e-9 units; NULL (in memory 2^63-1) = undefined: the tick follows tick_rule. */
  readonly min_price_increment: 'int64'
  /** Factor from the exchange's own prices to these, in 1e-9 units (0.01 = 10000000); NULL (in memory 2^63-1) = undefined. */
  readonly display_factor: 'int64'
  /** The last instant the instrument is eligible to trade, ns since the epoch, UTC; -1 = undefined. */
  readonly expiration: 'int64'
  /** The first instant the instrument is eligible to trade, ns since the epoch, UTC; -1 = undefined. */
  readonly activation: 'int64'
  /** Highest price allowed that day, 1e-9 units; NULL (in memory 2^63-1) = undefined. */
  readonly high_limit_price: 'int64'
  /** Lowest price allowed that day, 1e-9 units; NULL (in memory 2^63-1) = undefined. */
  readonly low_limit_price: 'int64'
  /** Differential of the price band, 1e-9 units; NULL (in memory 2^63-1) = undefined. */
  readonly max_price_variation: 'int64'
  /** Contract size in units of measure, 1e-9 units: the multiplier of a contract (50 = 50000000000); NULL (in memory 2^63-1) = undefined. */
  readonly unit_of_measure_qty: 'int64'
  /** The tick's value in the exchange's display scale, 1e-9 units; NULL (in memory 2^63-1) = undefined. */
  readonly min_price_increment_amount: 'int64'
  /** Ratio used to price inter-commodity spreads, 1e-9 units; NULL (in memory 2^63-1) = undefined. */
  readonly price_ratio: 'int64'
  /** Strike of an option in 1e-9 units; NULL (in memory 2^63-1) = undefined. */
  readonly strike_price: 'int64'
  /** The venue's own instrument id. */
  readonly raw_instrument_id: 'uint64'
  /** Price tied to this leg, 1e-9 units; NULL (in memory 2^63-1) = undefined. */
  readonly leg_price: 'int64'
  /** Delta tied to this leg, 1e-9 units; NULL (in memory 2^63-1) = undefined. */
  readonly leg_delta: 'int64'
  /** Bitmap of the exchange's eligibility attributes; 2^31-1 = undefined. */
  readonly inst_attrib_value: 'int32'
  /** instrument_id of the first underlying; 0 = none. */
  readonly underlying_id: 'uint32'
  /** Levels of the implied book; 2^31-1 = undefined. */
  readonly market_depth_implied: 'int32'
  /** Levels of the outright book; 2^31-1 = undefined. */
  readonly market_depth: 'int32'
  /** Market segment; 2^32-1 = undefined. */
  readonly market_segment_id: 'uint32'
  /** Largest order quantity in contracts; 2^32-1 = undefined. */
  readonly max_trade_vol: 'uint32'
  /** Minimum quantity of an order in contracts; 2^31-1 = undefined. */
  readonly min_lot_size: 'int32'
  /** Minimum quantity of a block trade in contracts; 2^31-1 = undefined. */
  readonly min_lot_size_block: 'int32'
  /** Minimum quantity of a round lot in contracts; 2^31-1 = undefined. */
  readonly min_lot_size_round_lot: 'int32'
  /** Smallest order quantity in contracts; 2^32-1 = undefined. */
  readonly min_trade_vol: 'uint32'
  /** Deliverables per instrument (peak days); 2^31-1 = undefined: see unit_of_measure_qty. */
  readonly contract_multiplier: 'int32'
  /** Quantity by which a contract decays daily after decay_start_date; 2^31-1 = undefined. */
  readonly decay_quantity: 'int32'
  /** Fixed contract value of each instrument; 2^31-1 = undefined. */
  readonly original_contract_size: 'int32'
  /** instrument_id of this leg; 0 = none. */
  readonly leg_instrument_id: 'uint32'
  /** Numerator of the price ratio of this leg; 0 where there is no leg. */
  readonly leg_ratio_price_numerator: 'int32'
  /** Denominator of the price ratio of this leg; 0 where there is no leg. */
  readonly leg_ratio_price_denominator: 'int32'
  /** Numerator of the quantity ratio of this leg; 0 where there is no leg. */
  readonly leg_ratio_qty_numerator: 'int32'
  /** Denominator of the quantity ratio of this leg; 0 where there is no leg. */
  readonly leg_ratio_qty_denominator: 'int32'
  /** instrument_id of this leg's underlying; 0 = none. */
  readonly leg_underlying_id: 'uint32'
  /** The feed channel by the exchange's numbering; 32767 = undefined. */
  readonly appl_id: 'int16'
  /** Calendar year of maturity; 65535 = undefined. */
  readonly maturity_year: 'uint16'
  /** Date on which a decaying contract begins to decay; 65535 = undefined. */
  readonly decay_start_date: 'uint16'
  /** The feed channel, as Databento numbers them; 65535 = undefined. */
  readonly channel_id: 'uint16'
  /** Legs of the strategy, one record each; 0 = an outright. */
  readonly leg_count: 'uint16'
  /** Which leg this record is of, from 0. */
  readonly leg_index: 'uint16'
  /** Currency of prices; empty = undefined. */
  readonly currency: 'text'
  /** Currency of settlement, if another; empty = undefined. */
  readonly settl_currency: 'text'
  /** Strategy type of a spread, e.g. EQ; empty = none. */
  readonly secsubtype: 'text'
  /** The exchange's symbol, e.g. ESH6. */
  readonly raw_symbol: 'text'
  /** Security group code of the instrument. */
  readonly group: 'text'
  /** Exchange of the instrument, a MIC, e.g. XCME. */
  readonly exchange: 'text'
  /** Product code, e.g. ES; the parent symbol is asset.FUT or asset.OPT. */
  readonly asset: 'text'
  /** ISO 10962 classification. */
  readonly cfi: 'text'
  /** FUT future, OOF option on a future, MLEG strategy, … */
  readonly security_type: 'text'
  /** Unit of the underlying quantity, e.g. IPNT for index points. */
  readonly unit_of_measure: 'text'
  /** Symbol of the first underlying; empty = none. */
  readonly underlying: 'text'
  /** Currency of the strike; empty = none. */
  readonly strike_price_currency: 'text'
  /** Symbol of this leg; empty = none. */
  readonly leg_raw_symbol: 'text'
  /** B bond, C call, F future, I index, K stock, M mixed spread, P put, S future spread, T option spread, X FX spot, Y commodity spot. */
  readonly instrument_class: 'char'
  /** Matching algorithm: F FIFO, K configurable, C pro rata, T FIFO with lead market maker, …; space = undefined. */
  readonly match_algorithm: 'char'
  /** Denominator of the main price fraction; 255 = undefined. */
  readonly main_fraction: 'uint8'
  /** Digits to the right of the tick mark; 255 = undefined. */
  readonly price_display_format: 'uint8'
  /** Denominator of the sub-fraction; 255 = undefined. */
  readonly sub_fraction: 'uint8'
  /** Product complex; 255 = undefined. */
  readonly underlying_product: 'uint8'
  /** A added, M modified, D deleted. */
  readonly security_update_action: 'char'
  /** Calendar month of maturity, 1 to 12; 255 = undefined. */
  readonly maturity_month: 'uint8'
  /** Calendar day of maturity; 255 = undefined. */
  readonly maturity_day: 'uint8'
  /** Calendar week of maturity; 255 = undefined. */
  readonly maturity_week: 'uint8'
  /** Y user-defined strategy, N not. */
  readonly user_defined_instrument: 'char'
  /** 1 = hours, 2 = days in contract_multiplier; 127 = undefined. */
  readonly contract_multiplier_unit: 'int8'
  /** Schedule of electricity delivery; 127 = undefined. */
  readonly flow_schedule_type: 'int8'
  /** The exchange's variable tick table; 255 = none. */
  readonly tick_rule: 'uint8'
  /** The leg's class, as instrument_class; empty = no leg. */
  readonly leg_instrument_class: 'char'
  /** The side a buyer of the strategy takes in this leg: B, A; N = no leg. */
  readonly leg_side: 'char'
  /** Which of the raw files merged into this partition the record is from: its position in the manifest's inputs, from 0. */
  readonly file_index: 'int32'
}

/** The top of a future's book at the end of every second, and the second's trades. One row a second, without gaps. Prices may be 0 or below it. */
export type Snapshot = {
  /** Start of the second, ns since the Unix epoch, UTC */
  readonly window_start_ts_ns: 'int64'
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** Best bid, 1e-9 currency units; 2^63−1 in memory and on the wire, NULL in Parquet, where no bid stands */
  readonly best_bid_price_int: 'int64'
  /** Lots at the best bid; 0 where no bid stands */
  readonly best_bid_qty: 'int32'
  /** Best ask, 1e-9 currency units; 2^63−1 in memory and on the wire, NULL in Parquet, where no ask stands */
  readonly best_ask_price_int: 'int64'
  /** Lots at the best ask; 0 where no ask stands */
  readonly best_ask_qty: 'int32'
  /** Mean of best bid and best ask in points, crossed or not; NaN unless both sides stand */
  readonly mid_price: 'float64'
  /** The same mean floored, 1e-9 currency units; 2^63−1 in memory and on the wire, NULL in Parquet, unless both sides stand */
  readonly mid_price_int: 'int64'
  /** Price of the last trade so far, 1e-9 currency units; 2^63−1 in memory and on the wire, NULL in Parquet, before the first */
  readonly last_trade_price_int: 'int64'
  /** What everything spatial is relative to, 1e-9 currency units: the last trade; before the first the best bid of a valid book; 2^63−1 in memory and on the wire, NULL in Parquet, where there is neither */
  readonly spot_ref_price_int: 'int64'
  /** At the second's end: no snapshot under way, both sides stand, best bid < best ask, and no suspect record since the last clear */
  readonly book_valid: 'boolean'
  /** book_valid at the second's start and end, and no clear or snapshot record inside; nor in the seconds before a snapshot within the session, up to that it was taken in, since the last record: some may be missing */
  readonly window_valid: 'boolean'
  /** Lots traded by buying aggressors in the second */
  readonly buy_volume: 'int32'
  /** Lots traded by selling aggressors in the second */
  readonly sell_volume: 'int32'
  /** Lots of all trades of the second, those without an aggressor included: what trade_value is over */
  readonly trade_volume: 'int32'
  /** Trades of the second, those without an aggressor included */
  readonly trade_count: 'int32'
  /** Sum over the second's trades of price in points × lots */
  readonly trade_value: 'float64'
  /** First trade price of the second, 1e-9 currency units; 2^63−1 in memory and on the wire, NULL in Parquet, without a trade */
  readonly trade_open_price_int: 'int64'
  /** Highest trade price of the second, 1e-9 currency units; 2^63−1 in memory and on the wire, NULL in Parquet, without a trade */
  readonly trade_high_price_int: 'int64'
  /** Lowest trade price of the second, 1e-9 currency units; 2^63−1 in memory and on the wire, NULL in Parquet, without a trade */
  readonly trade_low_price_int: 'int64'
  /** Last trade price of the second, 1e-9 currency units; 2^63−1 in memory and on the wire, NULL in Parquet, without a trade */
  readonly trade_close_price_int: 'int64'
  /** Non-snapshot records of the second */
  readonly event_count: 'int32'
  /** Order-flow imbalance of the second in lots (Cont, Kukanov and Stoikov 2014): positive when bids grow and asks shrink */
  readonly ofi: 'int32'
}

/** Depth and flow at every price near spot, every second: a row where depth stood at the second's start or end, or anything flowed. Sorted by second, side (A, B), price. */
export type Wall = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** Price of the level, 1e-9 currency units */
  readonly price_int: 'int64'
  /** A ask, B bid */
  readonly side: 'letter'
  /** Spot of the same second, 1e-9 currency units: seconds without one have no rows */
  readonly spot_ref_price_int: 'int64'
  /** (price_int − spot_ref_price_int) in ticks */
  readonly rel_ticks: 'int32'
  /** Lots resting at the second's start */
  readonly depth_qty_start: 'int32'
  /** Lots resting at the second's end */
  readonly depth_qty_end: 'int32'
  /** Lots added in the second: new orders, orders moved here, refills */
  readonly add_qty: 'int32'
  /** Lots that left without being traded: cancels, shrinks, orders moved away */
  readonly pull_qty_total: 'int32'
  /** Lots of depth_qty_end at this price for 500 ms or longer */
  readonly depth_qty_rest: 'int32'
  /** Lots of pull_qty_total that had been at this price for 500 ms or longer */
  readonly pull_qty_rest: 'int32'
  /** Displayed lots traded in the second */
  readonly fill_qty: 'int32'
  /** Lots traded here that were never displayed: icebergs, market-on-open */
  readonly hidden_fill_qty: 'int32'
  /** Orders resting at the second's end */
  readonly order_count: 'int32'
  /** D_t − D_{t−1} in lots, D the depth at this price at a second's end */
  readonly d1_depth_qty: 'int32'
  /** D_t − 2·D_{t−1} + D_{t−2} in lots */
  readonly d2_depth_qty: 'int32'
  /** D_t − 3·D_{t−1} + 3·D_{t−2} − D_{t−3} in lots */
  readonly d3_depth_qty: 'int32'
  /** The book was valid at the second's start and end and not cleared inside; conservation holds exactly: depth_qty_end = depth_qty_start + add_qty − pull_qty_total − fill_qty */
  readonly window_valid: 'boolean'
}

/** Where depth stands and what moves within 20 ticks of spot on each side's own half, asks at or above and bids at or below; one row a second with a spot. S is the depth at the second's start and E at its end, both measured from the spot at its end. A pull is what rested orders (500 ms at their price) took back or moved out of reach, untraded; an add is what came. f1–f9 look at each side, u1–u19 at what must happen for price to rise; d1_, d2_, d3_ are differences over consecutive rows. */
export type Radar = {
  /** Start of the second, ns since the Unix epoch, UTC */
  readonly window_start_ts_ns: 'int64'
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** Spot at the second's end in points */
  readonly spot_ref_price: 'float64'
  /** The same, 1e-9 currency units: seconds without a spot have no row */
  readonly spot_ref_price_int: 'int64'
  /** Where spot went since three seconds earlier; approach_none where it stayed or had no value then */
  readonly approach_dir: 'letter'
  /** book_valid at the second's start and end, and no clear or snapshot record inside; nor in the seconds before a snapshot within the session, up to that it was taken in, since the last record: some may be missing */
  readonly window_valid: 'boolean'
  /** ln((E + 1)/(S + 1)) of the size-weighted mean distance of asks at or above spot in ticks: above 0 where depth moved away */
  readonly f1_ask_com_disp_log: 'float64'
  /** ln((far + 1)/(near + 1)) of ask lots at the second's end: far 15–20 ticks, near 3–5 */
  readonly f1_ask_slope_convex_log: 'float64'
  /** ln((near + 1)/(at + 1)) of ask lots at the second's end: near 3–5 ticks, at 0–2 */
  readonly f1_ask_slope_inner_log: 'float64'
  /** Change over the second of at/(total + 1), ask lots at 0–2 of 0–20 ticks */
  readonly f1_ask_at_share_delta: 'float64'
  /** Change over the second of near/(total + 1), ask lots at 3–5 of 0–20 ticks */
  readonly f1_ask_near_share_delta: 'float64'
  /** away/(away + toward), rested ask lots repriced up (away) or towards spot; 0.5 where none was */
  readonly f1_ask_reprice_away_share_rest: 'float64'
  /** ln((pull + 1)/(add + 1)), rested ask lots pulled against lots added: above 0 where more left than came */
  readonly f2_ask_pull_add_log_rest: 'float64'
  /** ln(1 + pull/(S.total + 1)), rested ask lots pulled for the lots that stood at the start */
  readonly f2_ask_pull_intensity_log_rest: 'float64'
  /** pull at 0–2 ticks/(pull + 1), rested ask lots */
  readonly f2_ask_at_pull_share_rest: 'float64'
  /** pull at 3–5 ticks/(pull + 1), rested ask lots */
  readonly f2_ask_near_pull_share_rest: 'float64'
  /** ln((E + 1)/(S + 1)) of the size-weighted mean distance of bids at or below spot in ticks: above 0 where depth moved away */
  readonly f3_bid_com_disp_log: 'float64'
  /** ln((far + 1)/(near + 1)) of bid lots at the second's end: far 15–20 ticks, near 3–5 */
  readonly f3_bid_slope_convex_log: 'float64'
  /** ln((near + 1)/(at + 1)) of bid lots at the second's end: near 3–5 ticks, at 0–2 */
  readonly f3_bid_slope_inner_log: 'float64'
  /** Change over the second of at/(total + 1), bid lots at 0–2 of 0–20 ticks */
  readonly f3_bid_at_share_delta: 'float64'
  /** Change over the second of near/(total + 1), bid lots at 3–5 of 0–20 ticks */
  readonly f3_bid_near_share_delta: 'float64'
  /** away/(away + toward), rested bid lots repriced down (away) or towards spot; 0.5 where none was */
  readonly f3_bid_reprice_away_share_rest: 'float64'
  /** ln((pull + 1)/(add + 1)), rested bid lots pulled against lots added: above 0 where more left than came */
  readonly f4_bid_pull_add_log_rest: 'float64'
  /** ln(1 + pull/(S.total + 1)), rested bid lots pulled for the lots that stood at the start */
  readonly f4_bid_pull_intensity_log_rest: 'float64'
  /** pull at 0–2 ticks/(pull + 1), rested bid lots */
  readonly f4_bid_at_pull_share_rest: 'float64'
  /** pull at 3–5 ticks/(pull + 1), rested bid lots */
  readonly f4_bid_near_pull_share_rest: 'float64'
  /** f1_ask_com_disp_log + f3_bid_com_disp_log: above 0 where both sides step back */
  readonly f5_vacuum_expansion_log: 'float64'
  /** f2_ask_pull_add_log_rest + f4_bid_pull_add_log_rest: above 0 where both sides thin out */
  readonly f6_vacuum_decay_log: 'float64'
  /** f5_vacuum_expansion_log + f6_vacuum_decay_log */
  readonly f7_vacuum_total_log: 'float64'
  /** Distance of the nearest ask at or above spot at the second's end in ticks; 20 where there is none within 20 */
  readonly f8_ask_bbo_dist_ticks: 'float64'
  /** Distance of the nearest bid at or below spot at the second's end in ticks; 20 where there is none within 20 */
  readonly f9_bid_bbo_dist_ticks: 'float64'
  /** f1_ask_com_disp_log: asks step back */
  readonly u1_ask_com_disp_log: 'float64'
  /** f1_ask_slope_convex_log */
  readonly u2_ask_slope_convex_log: 'float64'
  /** f1_ask_slope_inner_log */
  readonly u2_ask_slope_inner_log: 'float64'
  /** −f1_ask_at_share_delta: asks thin out at spot */
  readonly u3_ask_at_share_decay: 'float64'
  /** −f1_ask_near_share_delta */
  readonly u3_ask_near_share_decay: 'float64'
  /** f1_ask_reprice_away_share_rest */
  readonly u4_ask_reprice_away_share_rest: 'float64'
  /** f2_ask_pull_add_log_rest */
  readonly u5_ask_pull_add_log_rest: 'float64'
  /** f2_ask_pull_intensity_log_rest */
  readonly u6_ask_pull_intensity_log_rest: 'float64'
  /** f2_ask_at_pull_share_rest */
  readonly u7_ask_at_pull_share_rest: 'float64'
  /** f2_ask_near_pull_share_rest */
  readonly u7_ask_near_pull_share_rest: 'float64'
  /** −f3_bid_com_disp_log: bids come closer */
  readonly u8_bid_com_approach_log: 'float64'
  /** −f3_bid_slope_convex_log: bids stand nearer than far */
  readonly u9_bid_slope_support_log: 'float64'
  /** −f3_bid_slope_inner_log */
  readonly u9_bid_slope_inner_log: 'float64'
  /** f3_bid_at_share_delta: bids build up at spot */
  readonly u10_bid_at_share_rise: 'float64'
  /** f3_bid_near_share_delta */
  readonly u10_bid_near_share_rise: 'float64'
  /** 1 − f3_bid_reprice_away_share_rest; 0.5 where none was repriced */
  readonly u11_bid_reprice_toward_share_rest: 'float64'
  /** −f4_bid_pull_add_log_rest: above 0 where more bids came than left */
  readonly u12_bid_add_pull_log_rest: 'float64'
  /** ln(1 + add/(S.total + 1)), bid lots added for the lots that stood at the start */
  readonly u13_bid_add_intensity_log: 'float64'
  /** pull beyond 5 ticks/(pull + 1), rested bid lots */
  readonly u14_bid_far_pull_share_rest: 'float64'
  /** u1_ask_com_disp_log + u8_bid_com_approach_log */
  readonly u15_up_expansion_log: 'float64'
  /** u5_ask_pull_add_log_rest + u12_bid_add_pull_log_rest */
  readonly u16_up_flow_log: 'float64'
  /** u15_up_expansion_log + u16_up_flow_log */
  readonly u17_up_total_log: 'float64'
  /** f8_ask_bbo_dist_ticks */
  readonly u18_ask_bbo_dist_ticks: 'float64'
  /** f9_bid_bbo_dist_ticks */
  readonly u19_bid_bbo_dist_ticks: 'float64'
  /** f1_ask_com_disp_log less that of the row before; 0 on the first row */
  readonly d1_f1_ask_com_disp_log: 'float64'
  /** f1_ask_slope_convex_log less that of the row before; 0 on the first row */
  readonly d1_f1_ask_slope_convex_log: 'float64'
  /** f1_ask_slope_inner_log less that of the row before; 0 on the first row */
  readonly d1_f1_ask_slope_inner_log: 'float64'
  /** f1_ask_at_share_delta less that of the row before; 0 on the first row */
  readonly d1_f1_ask_at_share_delta: 'float64'
  /** f1_ask_near_share_delta less that of the row before; 0 on the first row */
  readonly d1_f1_ask_near_share_delta: 'float64'
  /** f1_ask_reprice_away_share_rest less that of the row before; 0 on the first row */
  readonly d1_f1_ask_reprice_away_share_rest: 'float64'
  /** f2_ask_pull_add_log_rest less that of the row before; 0 on the first row */
  readonly d1_f2_ask_pull_add_log_rest: 'float64'
  /** f2_ask_pull_intensity_log_rest less that of the row before; 0 on the first row */
  readonly d1_f2_ask_pull_intensity_log_rest: 'float64'
  /** f2_ask_at_pull_share_rest less that of the row before; 0 on the first row */
  readonly d1_f2_ask_at_pull_share_rest: 'float64'
  /** f2_ask_near_pull_share_rest less that of the row before; 0 on the first row */
  readonly d1_f2_ask_near_pull_share_rest: 'float64'
  /** f3_bid_com_disp_log less that of the row before; 0 on the first row */
  readonly d1_f3_bid_com_disp_log: 'float64'
  /** f3_bid_slope_convex_log less that of the row before; 0 on the first row */
  readonly d1_f3_bid_slope_convex_log: 'float64'
  /** f3_bid_slope_inner_log less that of the row before; 0 on the first row */
  readonly d1_f3_bid_slope_inner_log: 'float64'
  /** f3_bid_at_share_delta less that of the row before; 0 on the first row */
  readonly d1_f3_bid_at_share_delta: 'float64'
  /** f3_bid_near_share_delta less that of the row before; 0 on the first row */
  readonly d1_f3_bid_near_share_delta: 'float64'
  /** f3_bid_reprice_away_share_rest less that of the row before; 0 on the first row */
  readonly d1_f3_bid_reprice_away_share_rest: 'float64'
  /** f4_bid_pull_add_log_rest less that of the row before; 0 on the first row */
  readonly d1_f4_bid_pull_add_log_rest: 'float64'
  /** f4_bid_pull_intensity_log_rest less that of the row before; 0 on the first row */
  readonly d1_f4_bid_pull_intensity_log_rest: 'float64'
  /** f4_bid_at_pull_share_rest less that of the row before; 0 on the first row */
  readonly d1_f4_bid_at_pull_share_rest: 'float64'
  /** f4_bid_near_pull_share_rest less that of the row before; 0 on the first row */
  readonly d1_f4_bid_near_pull_share_rest: 'float64'
  /** f5_vacuum_expansion_log less that of the row before; 0 on the first row */
  readonly d1_f5_vacuum_expansion_log: 'float64'
  /** f6_vacuum_decay_log less that of the row before; 0 on the first row */
  readonly d1_f6_vacuum_decay_log: 'float64'
  /** f7_vacuum_total_log less that of the row before; 0 on the first row */
  readonly d1_f7_vacuum_total_log: 'float64'
  /** f8_ask_bbo_dist_ticks less that of the row before; 0 on the first row */
  readonly d1_f8_ask_bbo_dist_ticks: 'float64'
  /** f9_bid_bbo_dist_ticks less that of the row before; 0 on the first row */
  readonly d1_f9_bid_bbo_dist_ticks: 'float64'
  /** u1_ask_com_disp_log less that of the row before; 0 on the first row */
  readonly d1_u1_ask_com_disp_log: 'float64'
  /** u2_ask_slope_convex_log less that of the row before; 0 on the first row */
  readonly d1_u2_ask_slope_convex_log: 'float64'
  /** u2_ask_slope_inner_log less that of the row before; 0 on the first row */
  readonly d1_u2_ask_slope_inner_log: 'float64'
  /** u3_ask_at_share_decay less that of the row before; 0 on the first row */
  readonly d1_u3_ask_at_share_decay: 'float64'
  /** u3_ask_near_share_decay less that of the row before; 0 on the first row */
  readonly d1_u3_ask_near_share_decay: 'float64'
  /** u4_ask_reprice_away_share_rest less that of the row before; 0 on the first row */
  readonly d1_u4_ask_reprice_away_share_rest: 'float64'
  /** u5_ask_pull_add_log_rest less that of the row before; 0 on the first row */
  readonly d1_u5_ask_pull_add_log_rest: 'float64'
  /** u6_ask_pull_intensity_log_rest less that of the row before; 0 on the first row */
  readonly d1_u6_ask_pull_intensity_log_rest: 'float64'
  /** u7_ask_at_pull_share_rest less that of the row before; 0 on the first row */
  readonly d1_u7_ask_at_pull_share_rest: 'float64'
  /** u7_ask_near_pull_share_rest less that of the row before; 0 on the first row */
  readonly d1_u7_ask_near_pull_share_rest: 'float64'
  /** u8_bid_com_approach_log less that of the row before; 0 on the first row */
  readonly d1_u8_bid_com_approach_log: 'float64'
  /** u9_bid_slope_support_log less that of the row before; 0 on the first row */
  readonly d1_u9_bid_slope_support_log: 'float64'
  /** u9_bid_slope_inner_log less that of the row before; 0 on the first row */
  readonly d1_u9_bid_slope_inner_log: 'float64'
  /** u10_bid_at_share_rise less that of the row before; 0 on the first row */
  readonly d1_u10_bid_at_share_rise: 'float64'
  /** u10_bid_near_share_rise less that of the row before; 0 on the first row */
  readonly d1_u10_bid_near_share_rise: 'float64'
  /** u11_bid_reprice_toward_share_rest less that of the row before; 0 on the first row */
  readonly d1_u11_bid_reprice_toward_share_rest: 'float64'
  /** u12_bid_add_pull_log_rest less that of the row before; 0 on the first row */
  readonly d1_u12_bid_add_pull_log_rest: 'float64'
  /** u13_bid_add_intensity_log less that of the row before; 0 on the first row */
  readonly d1_u13_bid_add_intensity_log: 'float64'
  /** u14_bid_far_pull_share_rest less that of the row before; 0 on the first row */
  readonly d1_u14_bid_far_pull_share_rest: 'float64'
  /** u15_up_expansion_log less that of the row before; 0 on the first row */
  readonly d1_u15_up_expansion_log: 'float64'
  /** u16_up_flow_log less that of the row before; 0 on the first row */
  readonly d1_u16_up_flow_log: 'float64'
  /** u17_up_total_log less that of the row before; 0 on the first row */
  readonly d1_u17_up_total_log: 'float64'
  /** u18_ask_bbo_dist_ticks less that of the row before; 0 on the first row */
  readonly d1_u18_ask_bbo_dist_ticks: 'float64'
  /** u19_bid_bbo_dist_ticks less that of the row before; 0 on the first row */
  readonly d1_u19_bid_bbo_dist_ticks: 'float64'
  /** d1_f1_ask_com_disp_log less that of the row before; 0 on the first row */
  readonly d2_f1_ask_com_disp_log: 'float64'
  /** d1_f1_ask_slope_convex_log less that of the row before; 0 on the first row */
  readonly d2_f1_ask_slope_convex_log: 'float64'
  /** d1_f1_ask_slope_inner_log less that of the row before; 0 on the first row */
  readonly d2_f1_ask_slope_inner_log: 'float64'
  /** d1_f1_ask_at_share_delta less that of the row before; 0 on the first row */
  readonly d2_f1_ask_at_share_delta: 'float64'
  /** d1_f1_ask_near_share_delta less that of the row before; 0 on the first row */
  readonly d2_f1_ask_near_share_delta: 'float64'
  /** d1_f1_ask_reprice_away_share_rest less that of the row before; 0 on the first row */
  readonly d2_f1_ask_reprice_away_share_rest: 'float64'
  /** d1_f2_ask_pull_add_log_rest less that of the row before; 0 on the first row */
  readonly d2_f2_ask_pull_add_log_rest: 'float64'
  /** d1_f2_ask_pull_intensity_log_rest less that of the row before; 0 on the first row */
  readonly d2_f2_ask_pull_intensity_log_rest: 'float64'
  /** d1_f2_ask_at_pull_share_rest less that of the row before; 0 on the first row */
  readonly d2_f2_ask_at_pull_share_rest: 'float64'
  /** d1_f2_ask_near_pull_share_rest less that of the row before; 0 on the first row */
  readonly d2_f2_ask_near_pull_share_rest: 'float64'
  /** d1_f3_bid_com_disp_log less that of the row before; 0 on the first row */
  readonly d2_f3_bid_com_disp_log: 'float64'
  /** d1_f3_bid_slope_convex_log less that of the row before; 0 on the first row */
  readonly d2_f3_bid_slope_convex_log: 'float64'
  /** d1_f3_bid_slope_inner_log less that of the row before; 0 on the first row */
  readonly d2_f3_bid_slope_inner_log: 'float64'
  /** d1_f3_bid_at_share_delta less that of the row before; 0 on the first row */
  readonly d2_f3_bid_at_share_delta: 'float64'
  /** d1_f3_bid_near_share_delta less that of the row before; 0 on the first row */
  readonly d2_f3_bid_near_share_delta: 'float64'
  /** d1_f3_bid_reprice_away_share_rest less that of the row before; 0 on the first row */
  readonly d2_f3_bid_reprice_away_share_rest: 'float64'
  /** d1_f4_bid_pull_add_log_rest less that of the row before; 0 on the first row */
  readonly d2_f4_bid_pull_add_log_rest: 'float64'
  /** d1_f4_bid_pull_intensity_log_rest less that of the row before; 0 on the first row */
  readonly d2_f4_bid_pull_intensity_log_rest: 'float64'
  /** d1_f4_bid_at_pull_share_rest less that of the row before; 0 on the first row */
  readonly d2_f4_bid_at_pull_share_rest: 'float64'
  /** d1_f4_bid_near_pull_share_rest less that of the row before; 0 on the first row */
  readonly d2_f4_bid_near_pull_share_rest: 'float64'
  /** d1_f5_vacuum_expansion_log less that of the row before; 0 on the first row */
  readonly d2_f5_vacuum_expansion_log: 'float64'
  /** d1_f6_vacuum_decay_log less that of the row before; 0 on the first row */
  readonly d2_f6_vacuum_decay_log: 'float64'
  /** d1_f7_vacuum_total_log less that of the row before; 0 on the first row */
  readonly d2_f7_vacuum_total_log: 'float64'
  /** d1_f8_ask_bbo_dist_ticks less that of the row before; 0 on the first row */
  readonly d2_f8_ask_bbo_dist_ticks: 'float64'
  /** d1_f9_bid_bbo_dist_ticks less that of the row before; 0 on the first row */
  readonly d2_f9_bid_bbo_dist_ticks: 'float64'
  /** d1_u1_ask_com_disp_log less that of the row before; 0 on the first row */
  readonly d2_u1_ask_com_disp_log: 'float64'
  /** d1_u2_ask_slope_convex_log less that of the row before; 0 on the first row */
  readonly d2_u2_ask_slope_convex_log: 'float64'
  /** d1_u2_ask_slope_inner_log less that of the row before; 0 on the first row */
  readonly d2_u2_ask_slope_inner_log: 'float64'
  /** d1_u3_ask_at_share_decay less that of the row before; 0 on the first row */
  readonly d2_u3_ask_at_share_decay: 'float64'
  /** d1_u3_ask_near_share_decay less that of the row before; 0 on the first row */
  readonly d2_u3_ask_near_share_decay: 'float64'
  /** d1_u4_ask_reprice_away_share_rest less that of the row before; 0 on the first row */
  readonly d2_u4_ask_reprice_away_share_rest: 'float64'
  /** d1_u5_ask_pull_add_log_rest less that of the row before; 0 on the first row */
  readonly d2_u5_ask_pull_add_log_rest: 'float64'
  /** d1_u6_ask_pull_intensity_log_rest less that of the row before; 0 on the first row */
  readonly d2_u6_ask_pull_intensity_log_rest: 'float64'
  /** d1_u7_ask_at_pull_share_rest less that of the row before; 0 on the first row */
  readonly d2_u7_ask_at_pull_share_rest: 'float64'
  /** d1_u7_ask_near_pull_share_rest less that of the row before; 0 on the first row */
  readonly d2_u7_ask_near_pull_share_rest: 'float64'
  /** d1_u8_bid_com_approach_log less that of the row before; 0 on the first row */
  readonly d2_u8_bid_com_approach_log: 'float64'
  /** d1_u9_bid_slope_support_log less that of the row before; 0 on the first row */
  readonly d2_u9_bid_slope_support_log: 'float64'
  /** d1_u9_bid_slope_inner_log less that of the row before; 0 on the first row */
  readonly d2_u9_bid_slope_inner_log: 'float64'
  /** d1_u10_bid_at_share_rise less that of the row before; 0 on the first row */
  readonly d2_u10_bid_at_share_rise: 'float64'
  /** d1_u10_bid_near_share_rise less that of the row before; 0 on the first row */
  readonly d2_u10_bid_near_share_rise: 'float64'
  /** d1_u11_bid_reprice_toward_share_rest less that of the row before; 0 on the first row */
  readonly d2_u11_bid_reprice_toward_share_rest: 'float64'
  /** d1_u12_bid_add_pull_log_rest less that of the row before; 0 on the first row */
  readonly d2_u12_bid_add_pull_log_rest: 'float64'
  /** d1_u13_bid_add_intensity_log less that of the row before; 0 on the first row */
  readonly d2_u13_bid_add_intensity_log: 'float64'
  /** d1_u14_bid_far_pull_share_rest less that of the row before; 0 on the first row */
  readonly d2_u14_bid_far_pull_share_rest: 'float64'
  /** d1_u15_up_expansion_log less that of the row before; 0 on the first row */
  readonly d2_u15_up_expansion_log: 'float64'
  /** d1_u16_up_flow_log less that of the row before; 0 on the first row */
  readonly d2_u16_up_flow_log: 'float64'
  /** d1_u17_up_total_log less that of the row before; 0 on the first row */
  readonly d2_u17_up_total_log: 'float64'
  /** d1_u18_ask_bbo_dist_ticks less that of the row before; 0 on the first row */
  readonly d2_u18_ask_bbo_dist_ticks: 'float64'
  /** d1_u19_bid_bbo_dist_ticks less that of the row before; 0 on the first row */
  readonly d2_u19_bid_bbo_dist_ticks: 'float64'
  /** d2_f1_ask_com_disp_log less that of the row before; 0 on the first row */
  readonly d3_f1_ask_com_disp_log: 'float64'
  /** d2_f1_ask_slope_convex_log less that of the row before; 0 on the first row */
  readonly d3_f1_ask_slope_convex_log: 'float64'
  /** d2_f1_ask_slope_inner_log less that of the row before; 0 on the first row */
  readonly d3_f1_ask_slope_inner_log: 'float64'
  /** d2_f1_ask_at_share_delta less that of the row before; 0 on the first row */
  readonly d3_f1_ask_at_share_delta: 'float64'
  /** d2_f1_ask_near_share_delta less that of the row before; 0 on the first row */
  readonly d3_f1_ask_near_share_delta: 'float64'
  /** d2_f1_ask_reprice_away_share_rest less that of the row before; 0 on the first row */
  readonly d3_f1_ask_reprice_away_share_rest: 'float64'
  /** d2_f2_ask_pull_add_log_rest less that of the row before; 0 on the first row */
  readonly d3_f2_ask_pull_add_log_rest: 'float64'
  /** d2_f2_ask_pull_intensity_log_rest less that of the row before; 0 on the first row */
  readonly d3_f2_ask_pull_intensity_log_rest: 'float64'
  /** d2_f2_ask_at_pull_share_rest less that of the row before; 0 on the first row */
  readonly d3_f2_ask_at_pull_share_rest: 'float64'
  /** d2_f2_ask_near_pull_share_rest less that of the row before; 0 on the first row */
  readonly d3_f2_ask_near_pull_share_rest: 'float64'
  /** d2_f3_bid_com_disp_log less that of the row before; 0 on the first row */
  readonly d3_f3_bid_com_disp_log: 'float64'
  /** d2_f3_bid_slope_convex_log less that of the row before; 0 on the first row */
  readonly d3_f3_bid_slope_convex_log: 'float64'
  /** d2_f3_bid_slope_inner_log less that of the row before; 0 on the first row */
  readonly d3_f3_bid_slope_inner_log: 'float64'
  /** d2_f3_bid_at_share_delta less that of the row before; 0 on the first row */
  readonly d3_f3_bid_at_share_delta: 'float64'
  /** d2_f3_bid_near_share_delta less that of the row before; 0 on the first row */
  readonly d3_f3_bid_near_share_delta: 'float64'
  /** d2_f3_bid_reprice_away_share_rest less that of the row before; 0 on the first row */
  readonly d3_f3_bid_reprice_away_share_rest: 'float64'
  /** d2_f4_bid_pull_add_log_rest less that of the row before; 0 on the first row */
  readonly d3_f4_bid_pull_add_log_rest: 'float64'
  /** d2_f4_bid_pull_intensity_log_rest less that of the row before; 0 on the first row */
  readonly d3_f4_bid_pull_intensity_log_rest: 'float64'
  /** d2_f4_bid_at_pull_share_rest less that of the row before; 0 on the first row */
  readonly d3_f4_bid_at_pull_share_rest: 'float64'
  /** d2_f4_bid_near_pull_share_rest less that of the row before; 0 on the first row */
  readonly d3_f4_bid_near_pull_share_rest: 'float64'
  /** d2_f5_vacuum_expansion_log less that of the row before; 0 on the first row */
  readonly d3_f5_vacuum_expansion_log: 'float64'
  /** d2_f6_vacuum_decay_log less that of the row before; 0 on the first row */
  readonly d3_f6_vacuum_decay_log: 'float64'
  /** d2_f7_vacuum_total_log less that of the row before; 0 on the first row */
  readonly d3_f7_vacuum_total_log: 'float64'
  /** d2_f8_ask_bbo_dist_ticks less that of the row before; 0 on the first row */
  readonly d3_f8_ask_bbo_dist_ticks: 'float64'
  /** d2_f9_bid_bbo_dist_ticks less that of the row before; 0 on the first row */
  readonly d3_f9_bid_bbo_dist_ticks: 'float64'
  /** d2_u1_ask_com_disp_log less that of the row before; 0 on the first row */
  readonly d3_u1_ask_com_disp_log: 'float64'
  /** d2_u2_ask_slope_convex_log less that of the row before; 0 on the first row */
  readonly d3_u2_ask_slope_convex_log: 'float64'
  /** d2_u2_ask_slope_inner_log less that of the row before; 0 on the first row */
  readonly d3_u2_ask_slope_inner_log: 'float64'
  /** d2_u3_ask_at_share_decay less that of the row before; 0 on the first row */
  readonly d3_u3_ask_at_share_decay: 'float64'
  /** d2_u3_ask_near_share_decay less that of the row before; 0 on the first row */
  readonly d3_u3_ask_near_share_decay: 'float64'
  /** d2_u4_ask_reprice_away_share_rest less that of the row before; 0 on the first row */
  readonly d3_u4_ask_reprice_away_share_rest: 'float64'
  /** d2_u5_ask_pull_add_log_rest less that of the row before; 0 on the first row */
  readonly d3_u5_ask_pull_add_log_rest: 'float64'
  /** d2_u6_ask_pull_intensity_log_rest less that of the row before; 0 on the first row */
  readonly d3_u6_ask_pull_intensity_log_rest: 'float64'
  /** d2_u7_ask_at_pull_share_rest less that of the row before; 0 on the first row */
  readonly d3_u7_ask_at_pull_share_rest: 'float64'
  /** d2_u7_ask_near_pull_share_rest less that of the row before; 0 on the first row */
  readonly d3_u7_ask_near_pull_share_rest: 'float64'
  /** d2_u8_bid_com_approach_log less that of the row before; 0 on the first row */
  readonly d3_u8_bid_com_approach_log: 'float64'
  /** d2_u9_bid_slope_support_log less that of the row before; 0 on the first row */
  readonly d3_u9_bid_slope_support_log: 'float64'
  /** d2_u9_bid_slope_inner_log less that of the row before; 0 on the first row */
  readonly d3_u9_bid_slope_inner_log: 'float64'
  /** d2_u10_bid_at_share_rise less that of the row before; 0 on the first row */
  readonly d3_u10_bid_at_share_rise: 'float64'
  /** d2_u10_bid_near_share_rise less that of the row before; 0 on the first row */
  readonly d3_u10_bid_near_share_rise: 'float64'
  /** d2_u11_bid_reprice_toward_share_rest less that of the row before; 0 on the first row */
  readonly d3_u11_bid_reprice_toward_share_rest: 'float64'
  /** d2_u12_bid_add_pull_log_rest less that of the row before; 0 on the first row */
  readonly d3_u12_bid_add_pull_log_rest: 'float64'
  /** d2_u13_bid_add_intensity_log less that of the row before; 0 on the first row */
  readonly d3_u13_bid_add_intensity_log: 'float64'
  /** d2_u14_bid_far_pull_share_rest less that of the row before; 0 on the first row */
  readonly d3_u14_bid_far_pull_share_rest: 'float64'
  /** d2_u15_up_expansion_log less that of the row before; 0 on the first row */
  readonly d3_u15_up_expansion_log: 'float64'
  /** d2_u16_up_flow_log less that of the row before; 0 on the first row */
  readonly d3_u16_up_flow_log: 'float64'
  /** d2_u17_up_total_log less that of the row before; 0 on the first row */
  readonly d3_u17_up_total_log: 'float64'
  /** d2_u18_ask_bbo_dist_ticks less that of the row before; 0 on the first row */
  readonly d3_u18_ask_bbo_dist_ticks: 'float64'
  /** d2_u19_bid_bbo_dist_ticks less that of the row before; 0 on the first row */
  readonly d3_u19_bid_bbo_dist_ticks: 'float64'
}

/** The levels a chartist has on the screen, in points, each as known at the second's end and NaN until it is; one row a second, without gaps. Highs and lows are of trade prices. */
export type Levels = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** Highest trade since the session's start, points; NaN before the first */
  readonly session_high: 'float64'
  /** Lowest trade since the session's start, points; NaN before the first */
  readonly session_low: 'float64'
  /** Sum of price × lots over sum of lots since the session's start, trades without an aggressor included, points; NaN before the first lot */
  readonly vwap: 'float64'
  /** Highest trade of the session's seconds before 09:30 New York of its date, points: running, then frozen; NaN without one */
  readonly pm_high: 'float64'
  /** Lowest trade of the session's seconds before 09:30 New York of its date, points: running, then frozen; NaN without one */
  readonly pm_low: 'float64'
  /** Highest trade of the opening range, 09:30–09:45 New York, points: running, then frozen; NaN before its first trade */
  readonly or_high: 'float64'
  /** Lowest trade of the opening range, 09:30–09:45 New York, points: running, then frozen; NaN before its first trade */
  readonly or_low: 'float64'
  /** session_high at the end of the latest earlier session in the lake, points; NaN if there is none */
  readonly prior_high: 'float64'
  /** session_low at the end of the latest earlier session in the lake, points; NaN if there is none */
  readonly prior_low: 'float64'
  /** Last trade of the latest earlier session in the lake, points; NaN if there is none */
  readonly prior_close: 'float64'
  /** The exchange's settlement price last received by the second's end, points; NaN before one is */
  readonly settlement: 'float64'
  /** Mean of the latest 200 closes of 2-minute bars complete by the second's end, points; NaN until there are 200. Bars are even minutes of the UTC clock; a bar closes at its last spot, the session's first bar may be shorter, and one without a spot is none */
  readonly sma_200: 'float64'
  /** The same of the latest 400 closes, points; NaN until there are 400 */
  readonly sma_400: 'float64'
}

/** Where a live recording misses records: a connection broke, and the gateway had no replay of what it missed. One row a gap; only days of recordings have the table. The seconds that a gap overlaps are not window_valid. */
export type Gaps = {
  /** End, and name, of the second in which records begin again, ns since the Unix epoch, UTC; the session's last second of a gap that outlasts it */
  readonly window_end_ts_ns: 'int64'
  /** ts_event of the last record before the gap, ns since the Unix epoch, UTC */
  readonly from_ts_ns: 'int64'
  /** ts_recv of the first record after the gap, ns since the Unix epoch, UTC */
  readonly to_ts_ns: 'int64'
  /** Why records are missing, a clause */
  readonly reason: 'text'
  /** How many records are missing; none where nobody knows, as of every gap so far */
  readonly missing_records: 'int64'
}

/** Microstructure events of a future, one row each. All columns but end_ts_ns and total_lots are as known at known_ts_ns. Times are ts_event of an exchange event's first record, never earlier than an event before it. A fill of the aggressor's own order is no passive fill. Thresholds are the manifest's parameters. */
export type Events = {
  /** End, and name, of the second of known_ts_ns, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** When the kind's rule first held, ns since the Unix epoch, UTC */
  readonly known_ts_ns: 'int64'
  /** When the event began, ns since the Unix epoch, UTC: its first trade or fill (of iceberg_synthetic, the first full fill); of a wall_gone when the level became a wall, of a pull the sample with the most lots, of a spoof_like when the order was placed, of a gap known_ts_ns */
  readonly start_ts_ns: 'int64'
  /** Its latest trade or fill, of a pull the latest sample with fewer lots or that with which it ends; known_ts_ns at least, ns since the Unix epoch, UTC; looks ahead of known_ts_ns */
  readonly end_ts_ns: 'int64'
  /** sweep: one aggressor's order takes ≥ sweep_prices prices in one exchange event. sweep_run: ≥ 2 events with trades of the same side, each ≤ run_gap_ns after the one before, ≥ run_prices prices, no trade of the other side between. stop_run: one event, ≥ stop_aggressors aggressor orders of one side, ≥ stop_prices prices, beyond the extreme of all trades of the stop_window_ns before. iceberg: an order keeps id and price and shows more lots after a fill than displayed − filled, ≥ iceberg_refills times, hidden lots > 0. iceberg_synthetic: ≥ synthetic_refills new orders in a row, each of the size, price and side of an order filled whole ≤ synthetic_delay_ns before; low confidence, many traders use round sizes. absorption: by a fill, fills of ≥ absorption_lots and ≥ absorption_depths × D within absorption_window_ns at a side's best level, not empty at the end of any event since, which then is not empty for absorption_hold_ns; D is the median lots of the side's levels ≤ 20 ticks from its best, sampled each second, over depth_seconds. wall_gone: a level of ≥ wall_depths × D (D when it became so large) at the end of every event for wall_rest_ns has at the end of one lost ≥ wall_loss_percent of the most that it had within wall_window_ns. pull: the lots of a side's levels ≤ 20 ticks from its best, sampled every pull_step_ns, are down by ≥ pull_loss_percent from the most within pull_window_ns, and lots pulled there since are ≥ pull_share_percent of the loss; it ends when ≥ pull_regain_percent of the loss has come back, or after pull_max_ns. spoof_like: an order of ≥ spoof_depths × D, placed ≤ spoof_ticks from its side's best, is cancelled whole after spoof_rest_ns to spoof_max_ns without a change or fill, its side's best then being ≥ 1 tick nearer; a pattern, not intent. gap: the best of a side moves ≥ gap_ticks ticks between the ends of two events, the second without a trade; not across a clear, nor once the feed says that it may have lost records */
  readonly kind: 'text'
  /** What took the lots of a wall_gone: pulled or eaten (filled) where that is ≥ wall_share_percent of the loss, else mixed; pulled of a pull and a spoof_like; none of other kinds */
  readonly cause: 'text'
  /** Side of the resting orders, A ask or B bid: a sweep of A is a buyer's */
  readonly side: 'char'
  /** Lowest price of its trades, order or level by known_ts_ns; of a pull of the levels looked at, of a gap of both bests, 1e-9 currency units */
  readonly low_price_int: 'int64'
  /** Highest price alike, 1e-9 currency units */
  readonly high_price_int: 'int64'
  /** Lots by known_ts_ns: traded by the aggressors of a sweep, sweep_run or stop_run; of an iceberg hidden lots, sum of fills − first display; of an iceberg_synthetic or absorption filled; lost by a wall_gone or pull, cancelled of a spoof_like, at the new best of a gap */
  readonly lots: 'int32'
  /** The same by end_ts_ns, lots; looks ahead of known_ts_ns */
  readonly total_lots: 'int32'
  /** By known_ts_ns: distinct prices of a sweep or sweep_run, aggressor orders of a stop_run, refills of an iceberg or iceberg_synthetic; of an absorption its lots when they were enough, as a percentage of the lots needed; of a wall_gone or pull the loss, per cent; of a spoof_like ticks that the best came nearer, of a gap ticks that it moved */
  readonly strength: 'int32'
}

/** How hard resting depth is being pulled away at every price near spot, every second. The same keys as wall_surface_1s, row for row; lots are that row's. X is pull_add_log at one price and side, 0 in a second without a row, and before the session's first second that second's own. */
export type Vacuum = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** Price of the level, 1e-9 currency units */
  readonly price_int: 'int64'
  /** A ask, B bid */
  readonly side: 'letter'
  /** Spot of the same second, 1e-9 currency units: seconds without one have no rows */
  readonly spot_ref_price_int: 'int64'
  /** (price_int − spot_ref_price_int) in ticks */
  readonly rel_ticks: 'int32'
  /** pull_qty_rest/(depth_qty_start + 1) */
  readonly pull_intensity_rest: 'float64'
  /** ln((pull_qty_rest + 1)/(add_qty + 1)): below 0 where refilled */
  readonly pull_add_log: 'float64'
  /** X_t − X_{t−1} */
  readonly d1_pull_add_log: 'float64'
  /** X_t − 2·X_{t−1} + X_{t−2} */
  readonly d2_pull_add_log: 'float64'
  /** X_t − 3·X_{t−1} + 3·X_{t−2} − X_{t−3} */
  readonly d3_pull_add_log: 'float64'
  /** ln(depth_qty_rest + 1) */
  readonly wall_strength_log: 'float64'
  /** max(−(d1_depth_qty + fill_qty), 0): lots that left without being traded */
  readonly wall_erosion: 'float64'
  /** Mean of the four parts p1 = max(pull_add_log, 0), p2 = ln(1 + pull_intensity_rest), p3 = ln(1 + wall_erosion/(depth_qty_start + 1)) and p4 = max(d2_pull_add_log, 0) where pull_qty_rest > 0, each clipped to 0..1 between the q05 and q95 of its calibration: 0 nobody is leaving, 1 pulled away as hard as the calibration has seen; NaN without a calibration, as on a live day without an earlier session */
  readonly vacuum_score: 'float64'
  /** book_valid at the second's start and end, and no clear or snapshot record inside; nor in the seconds before a snapshot within the session, up to that it was taken in, since the last record: some may be missing */
  readonly window_valid: 'boolean'
}

/** How easily price may move above and below spot, from wall and vacuum in bands of distance; one row a second with a spot. Above are asks at spot or higher, below bids at spot or lower; a tick without a row counts as zero depth and flow. A norm is clipped to 0..1 between the q05 and q95 of its calibration; without one, as on a live day without an earlier session, norms and scores are NaN. */
export type Bands = {
  /** Start of the second, ns since the Unix epoch, UTC */
  readonly window_start_ts_ns: 'int64'
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** Spot of the second, 1e-9 currency units: seconds without one have no row */
  readonly spot_ref_price_int: 'int64'
  /** Mean of best bid and best ask in points, crossed or not; NaN unless both sides stand */
  readonly mid_price: 'float64'
  /** The same mean floored, 1e-9 currency units; 2^63−1 in memory and on the wire, NULL in Parquet, unless both sides stand */
  readonly mid_price_int: 'int64'
  /** Mean of the norm of wall_strength_log over every tick 0–2 of asks above spot */
  readonly above_at_wall_strength_norm: 'float64'
  /** Maximum of the norm of ln(1 + wall_erosion/(depth_qty_start + 1)) over every tick 0–2 of asks above spot */
  readonly above_at_wall_erosion_norm: 'float64'
  /** Maximum of vacuum_score over every tick 0–2 of asks above spot */
  readonly above_at_vacuum_norm: 'float64'
  /** Mean of the norm of wall_strength_log over every tick 3–5 of asks above spot */
  readonly above_near_wall_strength_norm: 'float64'
  /** Maximum of the norm of ln(1 + wall_erosion/(depth_qty_start + 1)) over every tick 3–5 of asks above spot */
  readonly above_near_wall_erosion_norm: 'float64'
  /** Maximum of vacuum_score over every tick 3–5 of asks above spot */
  readonly above_near_vacuum_norm: 'float64'
  /** Mean of the norm of wall_strength_log over every tick 6–14 of asks above spot */
  readonly above_mid_wall_strength_norm: 'float64'
  /** Maximum of the norm of ln(1 + wall_erosion/(depth_qty_start + 1)) over every tick 6–14 of asks above spot */
  readonly above_mid_wall_erosion_norm: 'float64'
  /** Maximum of vacuum_score over every tick 6–14 of asks above spot */
  readonly above_mid_vacuum_norm: 'float64'
  /** Mean of the norm of wall_strength_log over every tick 15–20 of asks above spot */
  readonly above_far_wall_strength_norm: 'float64'
  /** Maximum of the norm of ln(1 + wall_erosion/(depth_qty_start + 1)) over every tick 15–20 of asks above spot */
  readonly above_far_wall_erosion_norm: 'float64'
  /** Maximum of vacuum_score over every tick 15–20 of asks above spot */
  readonly above_far_vacuum_norm: 'float64'
  /** Mean of the norm of wall_strength_log over every tick 0–2 of bids below spot */
  readonly below_at_wall_strength_norm: 'float64'
  /** Maximum of the norm of ln(1 + wall_erosion/(depth_qty_start + 1)) over every tick 0–2 of bids below spot */
  readonly below_at_wall_erosion_norm: 'float64'
  /** Maximum of vacuum_score over every tick 0–2 of bids below spot */
  readonly below_at_vacuum_norm: 'float64'
  /** Mean of the norm of wall_strength_log over every tick 3–5 of bids below spot */
  readonly below_near_wall_strength_norm: 'float64'
  /** Maximum of the norm of ln(1 + wall_erosion/(depth_qty_start + 1)) over every tick 3–5 of bids below spot */
  readonly below_near_wall_erosion_norm: 'float64'
  /** Maximum of vacuum_score over every tick 3–5 of bids below spot */
  readonly below_near_vacuum_norm: 'float64'
  /** Mean of the norm of wall_strength_log over every tick 6–14 of bids below spot */
  readonly below_mid_wall_strength_norm: 'float64'
  /** Maximum of the norm of ln(1 + wall_erosion/(depth_qty_start + 1)) over every tick 6–14 of bids below spot */
  readonly below_mid_wall_erosion_norm: 'float64'
  /** Maximum of vacuum_score over every tick 6–14 of bids below spot */
  readonly below_mid_vacuum_norm: 'float64'
  /** Mean of the norm of wall_strength_log over every tick 15–20 of bids below spot */
  readonly below_far_wall_strength_norm: 'float64'
  /** Maximum of the norm of ln(1 + wall_erosion/(depth_qty_start + 1)) over every tick 15–20 of bids below spot */
  readonly below_far_wall_erosion_norm: 'float64'
  /** Maximum of vacuum_score over every tick 15–20 of bids below spot */
  readonly below_far_vacuum_norm: 'float64'
  /** 0.6 × ease of above_at + 0.4 × ease of above_near, ease = 0.50·vacuum_norm + 0.35·wall_erosion_norm + 0.15·(1 − wall_strength_norm) */
  readonly above_score: 'float64'
  /** 0.6 × ease of below_at + 0.4 × ease of below_near */
  readonly below_score: 'float64'
  /** Mean of above_score and below_score */
  readonly vacuum_total_score: 'float64'
  /** book_valid at the second's start and end, and no clear or snapshot record inside; nor in the seconds before a snapshot within the session, up to that it was taken in, since the last record: some may be missing */
  readonly window_valid: 'boolean'
}

/** What the norms of a session are measured against: quantiles of each metric over calibrating sessions. The sample is the wall's rows with window_valid, within 20 ticks of spot and with a value above 0 (of gex_abs: all rows). */
export type Calibration = {
  /** p1_pull_add_log, p2_pull_intensity, p3_erosion, p4_pull_acceleration, wall_strength_log, or gex_abs */
  readonly metric_name: 'text'
  /** 5 % quantile, exact, linear between order statistics (type 7): where a norm is 0; 0 of an empty sample */
  readonly q05: 'float64'
  /** 95 % quantile alike: where a norm is 1; q05 + 1 where it does not exceed q05; 1 of an empty sample */
  readonly q95: 'float64'
  /** Values in the sample */
  readonly sample_count: 'int64'
  /** Sessions the sample is from */
  readonly lookback_sessions: 'int32'
  /** The span of each session: file, rth, globex or HH:MM-HH:MM[@zone] */
  readonly session_window: 'text'
  /** Date of the session the bounds are for */
  readonly asof_dt: 'text'
  /** prior: the sessions before asof_dt; same_day: asof_dt itself, which looks ahead; chosen: one session that the user named */
  readonly mode: 'letter'
}

/** Open interest of every option on a future, a row a publication: (option, ts_ref_ns, ts_recv_ns) is unique. In the order of receipt. In a second that ends at E an option's open interest is, of its rows with valid_from_ns < E ≤ valid_to_ns, the one with the latest ts_ref_ns: what the exchange took back counts until then. */
export type OpenInterest = {
  /** The exchange's symbol of the option, e.g. EW2F6 C7000 */
  readonly option_symbol: 'text'
  /** Numeric instrument id, unique only within a UTC day */
  readonly instrument_id: 'uint32'
  /** Symbol of the future the option is on, e.g. ESH6 */
  readonly underlying: 'text'
  /** C call, P put */
  readonly right: 'letter'
  /** Strike, 1e-9 currency units; may be 0 or below */
  readonly strike_price_int: 'int64'
  /** The instant the option expires, ns since the Unix epoch, UTC */
  readonly expiration_ts_ns: 'int64'
  /** Units of the underlying a contract stands for: unit_of_measure_qty of its definition, 50 of ES; always above 0 */
  readonly multiplier: 'float64'
  /** Contracts open at the end of the trade date */
  readonly open_interest: 'int32'
  /** The trade date the open interest is of: its midnight UTC, ns since the Unix epoch */
  readonly ts_ref_ns: 'int64'
  /** When it was received, ns since the Unix epoch, UTC: known from then on, not before */
  readonly ts_recv_ns: 'int64'
  /** From when the row counts, ns since the Unix epoch, UTC: ts_recv_ns */
  readonly valid_from_ns: 'int64'
  /** Until when it counts, ns since the Unix epoch, UTC: receipt of the statistic of the same option and trade date that replaced or deleted it; NULL (in memory 2^63-1) where none did in this day's statistics */
  readonly valid_to_ns: 'int64'
}

/** Gamma exposure around spot, every second with a spot: the listed strike nearest to spot (of two as near the lower) and the 12 listed ones on each side of it, of all chosen expirations taken together; fewer rows where fewer are listed. strike_step in the manifest is the smallest gap between neighbouring strikes of them. Exposure is gamma × open interest × multiplier, in $ of delta per point, per point; over all chosen expirations, of open interest alone: positions opened today are in none of it. Dealers are taken to be long calls and short puts unless the configuration says otherwise; the signs, the rate, the multiplier and the trade date of the open interest are in the manifest. Differences are of the values at one absolute strike, whether or not a row was written for it, 0 in the first second and after seconds without a spot. Sorted by second and strike. */
export type Gex = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** Symbol of the future, e.g. ESH6 */
  readonly underlying: 'text'
  /** Spot of the same second in points: seconds without one have no rows */
  readonly underlying_spot_ref: 'float64'
  /** Strike, 1e-9 currency units */
  readonly strike_price_int: 'int64'
  /** The same strike in points */
  readonly strike_points: 'float64'
  /** (strike − spot) in ticks of the future, floored */
  readonly rel_ticks: 'int32'
  /** Volatility of the strike at the nearest expiration, per year, ACT/365, Black-76 of the out-of-the-money option on this second's mid of the future (on spot where there is none); 0 where quality is none */
  readonly iv: 'float64'
  /** Gamma of one call or put of the strike at the nearest expiration, change of delta per point of the future; 0 where quality is none */
  readonly gamma: 'float64'
  /** Open interest of the strike's calls in contracts, over the chosen expirations that have not passed */
  readonly oi_call: 'int32'
  /** Open interest of the strike's puts alike */
  readonly oi_put: 'int32'
  /** Exposure of the calls, unsigned, $ per point per point */
  readonly gex_call_abs: 'float64'
  /** Exposure of the puts, unsigned, $ per point per point */
  readonly gex_put_abs: 'float64'
  /** gex_call_abs + gex_put_abs */
  readonly gex_abs: 'float64'
  /** gex_call_abs × dealers' sign of calls (+1) + gex_put_abs × dealers' sign of puts (−1) */
  readonly gex: 'float64'
  /** gex/(gex_abs + 1e-6) */
  readonly gex_imbalance_ratio: 'float64'
  /** gex × F² × 0.01, F the future's price in points: $ dealers trade when the future moves by 1 %, were gamma constant over it */
  readonly gex_usd_1pct: 'float64'
  /** X_t − X_{t−1}, X = gex_abs */
  readonly d1_gex_abs: 'float64'
  /** X_t − 2·X_{t−1} + X_{t−2} */
  readonly d2_gex_abs: 'float64'
  /** X_t − 3·X_{t−1} + 3·X_{t−2} − X_{t−3} */
  readonly d3_gex_abs: 'float64'
  /** X_t − X_{t−1}, X = gex */
  readonly d1_gex: 'float64'
  /** X_t − 2·X_{t−1} + X_{t−2} */
  readonly d2_gex: 'float64'
  /** X_t − 3·X_{t−1} + 3·X_{t−2} − X_{t−3} */
  readonly d3_gex: 'float64'
  /** X_t − X_{t−1}, X = gex_imbalance_ratio */
  readonly d1_gex_imbalance_ratio: 'float64'
  /** X_t − 2·X_{t−1} + X_{t−2} */
  readonly d2_gex_imbalance_ratio: 'float64'
  /** X_t − 3·X_{t−1} + 3·X_{t−2} − X_{t−3} */
  readonly d3_gex_imbalance_ratio: 'float64'
  /** Where the nearest expiration's iv is from: quoted, this second's quote; held, the strike's last one, at most 300 s old (its quote is wide, crossed, one-sided or of a suspect book, or expiry is less than 60 s away; or no strike of the expiration is quoted or held and it has no bid); smile, its quoted and held neighbours, linear in total variance over ln(K/F) and flat beyond them; none, nowhere: nobody quotes, all have expired, no open interest is published yet, or the future or the strike is at 0 or below, where Black-76 has no volatility */
  readonly quality: 'letter'
}

/** Where gamma sits, one row a second with a spot, from every strike of the chosen expirations. Exposure as in gex_surface_1s: gamma × open interest × multiplier, $ of delta per point, per point, of open interest alone. The dealers' signs, the rate, the multiplier and the trade date of the open interest are in the manifest. */
export type GexLevels = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** Spot of the same second in points: seconds without one have no row */
  readonly spot: 'float64'
  /** Sum of gex over the strikes, signed as dealers are taken to stand */
  readonly total_gex: 'float64'
  /** Sum of gex_abs over the strikes */
  readonly total_gex_abs: 'float64'
  /** Strike with the largest gex_call_abs, points; of equals the nearest to spot, then the lower; NaN where all are 0 */
  readonly call_wall: 'float64'
  /** Strike with the largest gex_put_abs alike, points */
  readonly put_wall: 'float64'
  /** Strike with the largest gex_abs alike, points */
  readonly abs_gamma_strike: 'float64'
  /** Price of the future at which total_gex, revalued with σ of each strike and time held, crosses 0, points. Crossings are found on a grid over spot ± 3 % in steps of 0.06·spot/200 or a fifth of strike_step, whichever is less, down to whole ticks of the future and at least one (1 point of ES), and refined to 1e-9 points of an index. It continues from second to second to the nearest crossing of the same direction within 5 steps; without one it is the crossing nearest to spot, NaN if there is none; and it changes to that once it has been 10 steps nearer to spot for 30 consecutive valid seconds. Of two as near the lower. In a second that is not valid (window_valid of book_snapshot_1s, spot at 0 or below, or no strike with open interest and σ) it stays as it was */
  readonly zero_gamma: 'float64'
  /** 1 where total_gex rises through 0 as the price rises: short gamma below, long above; -1 where it falls; 0 without zero_gamma */
  readonly zero_gamma_direction: 'int32'
  /** Changes of sign on that grid */
  readonly crossings: 'int32'
  /** Sign of total_gex with the future at spot: 1 dealers long gamma, -1 short, 0 where nothing is known */
  readonly gamma_sign: 'int32'
  /** Share of the open interest whose σ is quoted or held; 0 without open interest */
  readonly coverage: 'float64'
  /** Share of total_gex_abs that is of strikes whose σ is quoted or held; 0 where total_gex_abs is 0 */
  readonly coverage_gex: 'float64'
}

/** Futures that dealers must trade to stay hedged if the future moves by δ: H(δ) = −Σ Q·(M_opt/M_fut)·[Δ(F+δ, σ, T) − Δ(F, σ, T)] over every option of the chosen expirations that has a volatility, Δ of Black-76, F this second's mid of the future (spot where there is none). Every second with a spot has a row for each δ of 0 and ± 1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 50, 60, 80, 100, 140, 200 ticks and 1 % of F rounded to ticks, ascending, each once. Q is dealers' signed contracts of an option: from open interest dealer sign × open interest (long calls, short puts unless configured otherwise); from flow w·I with I = −(lots bought − lots sold by aggressors since 18:00 New York of the trading date, legs of combos included) and w = 2q − 1, q the chance that the aggressor is the customer (1 unless configured): an assumption. M_opt/M_fut turns options into futures; signs, w, rate and multipliers are in the manifest. σ of each strike is held in every revaluation (sticky strike). */
export type HedgeProfile = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** δ in ticks of the future */
  readonly delta_ticks: 'int32'
  /** F + δ, points */
  readonly price_points: 'float64'
  /** Futures contracts that dealers buy (+) or sell (−) at F + δ, of open interest alone; NaN before any is published, and where no option has a volatility */
  readonly hedge_oi: 'float64'
  /** The same of flow alone; NaN where no option has a volatility */
  readonly hedge_flow: 'float64'
  /** hedge_oi + hedge_flow, futures contracts; NaN where either is */
  readonly hedge: 'float64'
}

/** What options traded and which position dealers have from it, every second with a spot, at the strikes of gex_surface_1s. That the aggressor is the customer is an assumption; blocks are no trades of the order book. Q is dealers' signed contracts of an option: from open interest dealer sign × open interest (long calls, short puts unless configured otherwise); from flow w·I with I = −(lots bought − lots sold by aggressors since 18:00 New York of the trading date, legs of combos included) and w = 2q − 1, q the chance that the aggressor is the customer (1 unless configured): an assumption. M_opt/M_fut turns options into futures; signs, w, rate and multipliers are in the manifest. σ of each strike is held in every revaluation (sticky strike). */
export type DealerFlow = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** Strike, 1e-9 currency units */
  readonly strike_price_int: 'int64'
  /** The same strike in points */
  readonly strike_points: 'float64'
  /** (strike − spot) in ticks of the future, floored */
  readonly rel_ticks: 'int32'
  /** I: contracts of the strike's calls that dealers hold from trades since 18:00 New York of the trading date, −(bought − sold), over the chosen expirations that have not passed; trades of neither side are in none */
  readonly inventory_call: 'int32'
  /** Lots of its calls bought by aggressors since then, legs of combos included */
  readonly buy_volume_call: 'int32'
  /** Lots sold by aggressors alike */
  readonly sell_volume_call: 'int32'
  /** Lots traded without an aggressor (openings, implied) alike */
  readonly unknown_volume_call: 'int32'
  /** Least contracts of its calls that can be open now: max(0, open interest − volume), of each option */
  readonly oi_min_call: 'int32'
  /** Most contracts that can be open now: open interest + volume */
  readonly oi_max_call: 'int32'
  /** I: contracts of the strike's puts that dealers hold from trades since 18:00 New York of the trading date, −(bought − sold), over the chosen expirations that have not passed; trades of neither side are in none */
  readonly inventory_put: 'int32'
  /** Lots of its puts bought by aggressors since then, legs of combos included */
  readonly buy_volume_put: 'int32'
  /** Lots sold by aggressors alike */
  readonly sell_volume_put: 'int32'
  /** Lots traded without an aggressor (openings, implied) alike */
  readonly unknown_volume_put: 'int32'
  /** Least contracts of its puts that can be open now: max(0, open interest − volume), of each option */
  readonly oi_min_put: 'int32'
  /** Most contracts that can be open now: open interest + volume */
  readonly oi_max_put: 'int32'
  /** Exposure of flow, w·Σ Γ·M·I, $ of delta per point, per point; signed by I alone, above 0 where dealers are long; 0 where no option has a volatility */
  readonly gex_flow: 'float64'
  /** gex of gex_surface_1s + gex_flow, $ per point per point */
  readonly gex_sum: 'float64'
  /** w·Σ Δ·(M_opt/M_fut)·(lots bought − lots sold) of the strike's trades in this second: futures contracts that dealers buy (+) or sell (−) to hedge them; 0 where no option has a volatility */
  readonly trade_hedge_lots: 'float64'
  /** Flow is whole since 18:00 New York, and open interest is of the trade date before; otherwise trades are missing between the two */
  readonly flow_complete: 'boolean'
}

/** Greeks of dealers' positions, every second with a spot, at the strikes of gex_surface_1s: sums over the chosen expirations. They are of options that have a volatility; 0 where none has. D = e^(−rT), d1 = ln(F/K)/(σ√T) + σ√T/2, d2 = d1 − σ√T, T in years ACT/365. Q is dealers' signed contracts of an option: from open interest dealer sign × open interest (long calls, short puts unless configured otherwise); from flow w·I with I = −(lots bought − lots sold by aggressors since 18:00 New York of the trading date, legs of combos included) and w = 2q − 1, q the chance that the aggressor is the customer (1 unless configured): an assumption. M_opt/M_fut turns options into futures; signs, w, rate and multipliers are in the manifest. σ of each strike is held in every revaluation (sticky strike). */
export type Greeks = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** Strike, 1e-9 currency units */
  readonly strike_price_int: 'int64'
  /** The same strike in points */
  readonly strike_points: 'float64'
  /** (strike − spot) in ticks of the future, floored */
  readonly rel_ticks: 'int32'
  /** Σ Q·(M_opt/M_fut)·value with value Γ = D·φ(d1)/(F·σ·√T); futures contracts per point, of open interest alone. Change of dealers' own delta: they buy the negative of it */
  readonly gamma_oi: 'float64'
  /** The same of flow alone, futures contracts per point */
  readonly gamma_flow: 'float64'
  /** gamma_oi + gamma_flow, futures contracts per point */
  readonly gamma_sum: 'float64'
  /** Σ Q·(M_opt/M_fut)·value with value Δ = D·N(d1) of a call, D·(N(d1) − 1) of a put; futures contracts, of open interest alone. Change of dealers' own delta: they buy the negative of it */
  readonly delta_oi: 'float64'
  /** The same of flow alone, futures contracts */
  readonly delta_flow: 'float64'
  /** delta_oi + delta_flow, futures contracts */
  readonly delta_sum: 'float64'
  /** Σ Q·(M_opt/M_fut)·value with value −0.01·D·φ(d1)·d2/σ, change of Δ per point of volatility (0.01 of σ); futures contracts per volatility point, of open interest alone. Change of dealers' own delta: they buy the negative of it */
  readonly vanna_pt_oi: 'float64'
  /** The same of flow alone, futures contracts per volatility point */
  readonly vanna_pt_flow: 'float64'
  /** vanna_pt_oi + vanna_pt_flow, futures contracts per volatility point */
  readonly vanna_pt_sum: 'float64'
  /** Σ Q·(M_opt/M_fut)·value with value (D·[φ(d1)·d2/(2T) + r·N(d1)])/525600 of a call, with −r·N(−d1) of a put: change of Δ per minute that passes; futures contracts per minute, of open interest alone. Change of dealers' own delta: they buy the negative of it */
  readonly charm_min_oi: 'float64'
  /** The same of flow alone, futures contracts per minute */
  readonly charm_min_flow: 'float64'
  /** charm_min_oi + charm_min_flow, futures contracts per minute */
  readonly charm_min_sum: 'float64'
}

/** Futures that dealers must trade because time passes and nothing else changes, by difference of deltas: −Σ Q·(M_opt/M_fut)·[Δ(F, σ, T − h) − Δ(F, σ, T)], over every option of the chosen expirations with a volatility. At expiration the delta of a call is 1 where F > K, else 0. Three rows a second with a spot. Q is dealers' signed contracts of an option: from open interest dealer sign × open interest (long calls, short puts unless configured otherwise); from flow w·I with I = −(lots bought − lots sold by aggressors since 18:00 New York of the trading date, legs of combos included) and w = 2q − 1, q the chance that the aggressor is the customer (1 unless configured): an assumption. M_opt/M_fut turns options into futures; signs, w, rate and multipliers are in the manifest. σ of each strike is held in every revaluation (sticky strike). */
export type CharmClock = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** minute and quarter_hour: 1 and 15 minutes from now; expiry: until the nearest chosen expiration */
  readonly horizon: 'letter'
  /** h in seconds; 0 where all have expired */
  readonly horizon_seconds: 'float64'
  /** Futures contracts that dealers buy (+) or sell (−) until then, of open interest alone; NaN before any is published, and where no option has a volatility */
  readonly hedge_oi: 'float64'
  /** The same of flow alone; NaN where no option has a volatility */
  readonly hedge_flow: 'float64'
  /** hedge_oi + hedge_flow, futures contracts */
  readonly hedge: 'float64'
}

/** The smile of each chosen expiration that has not passed, every second with a spot: what the options say about volatility and about the forward. Of several products that expire at one instant, the one with most strikes; of equals the first by name. σ of a strike is that of gex_surface_1s: quoted, held or between neighbours, σ² linear over ln K, flat beyond the outermost. F is the future's mid, or spot without one; T is ACT/365; D = e^(−r·T). Volatilities are per year, as fractions. */
export type Smile = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** The instant the options expire, ns since the Unix epoch, UTC */
  readonly expiration_ts_ns: 'int64'
  /** T: time until then, years of 365 days */
  readonly years: 'float64'
  /** F, points */
  readonly forward_points: 'float64'
  /** Strikes with a volatility of this second's quote */
  readonly quoted_strikes: 'int32'
  /** σ at K = F, per year; NaN where no strike has a volatility */
  readonly sigma_atm: 'float64'
  /** σ of the call with N(d1) = 0.25: the first such K above F, per year; NaN where the strikes do not reach that far */
  readonly sigma_call_25: 'float64'
  /** σ of the put with N(−d1) = 0.25: the first such K below F, alike */
  readonly sigma_put_25: 'float64'
  /** sigma_call_25 − sigma_put_25, per year; below 0 puts are dearer */
  readonly risk_reversal_25: 'float64'
  /** (sigma_call_25 + sigma_put_25) / 2 − sigma_atm, per year; above 0 the wings are dearer */
  readonly butterfly_25: 'float64'
  /** a of σ²·T = a + b·(ρ·(k − m) + √((k − m)² + s²)), k = ln(K/F), the least squares of σ²·T over the quoted strikes with b ≥ 0 and |ρ| ≤ 1, m and s on a grid that is refined four times; this and the other five NaN below 6 quoted strikes */
  readonly svi_a: 'float64'
  /** b of it: how steep both wings are */
  readonly svi_b: 'float64'
  /** ρ of it, −1…1: below 0 the wing of puts is steeper */
  readonly svi_rho: 'float64'
  /** m of it: where the bend is, ln(K/F) */
  readonly svi_m: 'float64'
  /** s of it: how round the bend is, ln(K/F) */
  readonly svi_sigma: 'float64'
  /** Root of the mean squared difference of its σ and the quoted strikes' σ, per year */
  readonly svi_error: 'float64'
  /** F*: median over strikes of K + (C − P)/D, C and P the mids of the call and the put where both have a quote of use, points; NaN where none has */
  readonly parity_forward_points: 'float64'
  /** F* − F, points; above 0 the options price the future higher */
  readonly parity_basis_points: 'float64'
  /** Strikes that F* is the median of */
  readonly parity_strikes: 'int32'
  /** F·sigma_atm·√T: one standard deviation of the future until the expiration, points */
  readonly expected_move_points: 'float64'
  /** √(Σ ln²(F/F of the second before) / years since the session's first second with a spot), per year of 365 days as T: what the future has moved so far; NaN in the first second, and once F has been at 0 or below */
  readonly realized_vol: 'float64'
}

/** Volume of the trading date and its gamma, every second with a spot, at the strikes of gex_surface_1s, a row for each chosen expiration that lists the strike and has not passed. */
export type VolumeGex = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** Strike, 1e-9 currency units */
  readonly strike_price_int: 'int64'
  /** The same strike in points */
  readonly strike_points: 'float64'
  /** The instant the options expire, ns since the Unix epoch, UTC */
  readonly expiration_ts_ns: 'int64'
  /** Lots of the strike's calls and puts bought by aggressors since 18:00 New York, legs of combos included */
  readonly buy_volume: 'int32'
  /** Lots sold by aggressors alike */
  readonly sell_volume: 'int32'
  /** Lots traded without an aggressor alike */
  readonly unknown_volume: 'int32'
  /** Γ × volume (all three) × multiplier, $ of delta per point, per point; unsigned; 0 without a volatility */
  readonly volume_gex: 'float64'
  /** Share of the strike's volume over the chosen expirations that is of options expiring on the trading date; NaN without volume */
  readonly share_0dte: 'float64'
}

/** Liquidity of the options themselves, every second with a spot, at the strikes of gex_surface_1s: sums over the calls and puts of the chosen expirations that have not passed. Vega per volatility point (0.01 of σ) is v = 0.01·D·F·φ(d1)·√T of an option that has a volatility, D = e^(−rT), d1 = ln(F/K)/(σ√T) + σ√T/2, T in years ACT/365. An order that is cancelled and entered anew is pulled and added; one whose price a modify changes is requoted. A clear pulls nothing, and what a snapshot restores is added. */
export type OptionLiquidity = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** Strike, 1e-9 currency units */
  readonly strike_price_int: 'int64'
  /** The same strike in points */
  readonly strike_points: 'float64'
  /** (strike − spot) in ticks of the future, floored */
  readonly rel_ticks: 'int32'
  /** Lots at the best bids, each option's, at the second's end; bids above 0 only */
  readonly bid_qty: 'float64'
  /** Lots at the best asks alike */
  readonly ask_qty: 'float64'
  /** Σ lots at the best bid × v × multiplier: the vega that can be sold at once, $ per volatility point; unsigned; 0 without a volatility */
  readonly bid_vega: 'float64'
  /** Σ lots at the best ask × v × multiplier: the vega that can be bought at once, alike */
  readonly ask_vega: 'float64'
  /** (ask − bid)/v of the out-of-the-money option (the call at F and above, the put below) of the nearest expiration: the width of its quote in volatility points; NaN without a volatility or without a bid below an ask, both above 0, and of a book that is not known to be whole */
  readonly width_vol_pt: 'float64'
  /** Lots that rested at any price when the second began, both sides */
  readonly start_qty: 'float64'
  /** Lots of orders that were added in the second, and what orders grew by */
  readonly add_qty: 'float64'
  /** Lots that a modify moved to another price: the smaller of the order's sizes before and after */
  readonly requote_qty: 'float64'
  /** Lots cancelled, and what orders shrank by, without a fill */
  readonly pull_qty: 'float64'
  /** Lots of resting orders that were filled. Start + add − pull − fill is what rests at the end, unless the book was cleared */
  readonly fill_qty: 'float64'
  /** requote_qty / (start_qty + add_qty), a second; above 1 where lots moved more than once; NaN of 0/0 */
  readonly requote_rate: 'float64'
  /** pull_qty / (start_qty + add_qty), a second: 1 where all that stood or came was pulled, the vacuum of the option book; NaN of 0/0 */
  readonly pull_rate: 'float64'
}

/** Dealers' hedging against the depth that stands in its way, every second with a spot: the futures that dealers must trade if the price moves by so many ticks (hedge of hedge_profile_1s), over the lots displayed up to there. Displayed depth only. F is the second's mid of the future (spot where there is none). */
export type HedgePressure = {
  /** End, and name, of the second, ns since the Unix epoch, UTC */
  readonly window_end_ts_ns: 'int64'
  /** How far from spot depth was recorded, ticks: max_rel_ticks of wall_surface_1s */
  readonly reach_ticks: 'int32'
  /** A: lots offered at or below F + 4 ticks at the second's end; NaN where that is beyond what was recorded or the book is not valid */
  readonly ask_depth_qty_4: 'float64'
  /** B: lots bid at or above F − 4 ticks, alike */
  readonly bid_depth_qty_4: 'float64'
  /** H(+4 ticks): futures that dealers buy (+) or sell (−) when the future rises so far, contracts, as hedge of hedge_profile_1s */
  readonly hedge_up_4: 'float64'
  /** H(−4 ticks) when it falls so far, contracts */
  readonly hedge_down_4: 'float64'
  /** hedge_up_4 / ask_depth_qty_4: share of the depth above that hedging takes; above 0 it pushes the move on, below 0 it resists. NaN where either has no value or the depth is 0 */
  readonly pressure_up_4: 'float64'
  /** −hedge_down_4 / bid_depth_qty_4, alike */
  readonly pressure_down_4: 'float64'
  /** ask_depth_qty_4 − hedge_up_4: lots that others must buy to move the future up so far; at 0 and below the move feeds itself */
  readonly net_lots_to_move_up_4: 'float64'
  /** bid_depth_qty_4 + hedge_down_4: lots that others must sell to move it down so far */
  readonly net_lots_to_move_down_4: 'float64'
  /** A: lots offered at or below F + 8 ticks at the second's end; NaN where that is beyond what was recorded or the book is not valid */
  readonly ask_depth_qty_8: 'float64'
  /** B: lots bid at or above F − 8 ticks, alike */
  readonly bid_depth_qty_8: 'float64'
  /** H(+8 ticks): futures that dealers buy (+) or sell (−) when the future rises so far, contracts, as hedge of hedge_profile_1s */
  readonly hedge_up_8: 'float64'
  /** H(−8 ticks) when it falls so far, contracts */
  readonly hedge_down_8: 'float64'
  /** hedge_up_8 / ask_depth_qty_8: share of the depth above that hedging takes; above 0 it pushes the move on, below 0 it resists. NaN where either has no value or the depth is 0 */
  readonly pressure_up_8: 'float64'
  /** −hedge_down_8 / bid_depth_qty_8, alike */
  readonly pressure_down_8: 'float64'
  /** ask_depth_qty_8 − hedge_up_8: lots that others must buy to move the future up so far; at 0 and below the move feeds itself */
  readonly net_lots_to_move_up_8: 'float64'
  /** bid_depth_qty_8 + hedge_down_8: lots that others must sell to move it down so far */
  readonly net_lots_to_move_down_8: 'float64'
  /** A: lots offered at or below F + 20 ticks at the second's end; NaN where that is beyond what was recorded or the book is not valid */
  readonly ask_depth_qty_20: 'float64'
  /** B: lots bid at or above F − 20 ticks, alike */
  readonly bid_depth_qty_20: 'float64'
  /** H(+20 ticks): futures that dealers buy (+) or sell (−) when the future rises so far, contracts, as hedge of hedge_profile_1s */
  readonly hedge_up_20: 'float64'
  /** H(−20 ticks) when it falls so far, contracts */
  readonly hedge_down_20: 'float64'
  /** hedge_up_20 / ask_depth_qty_20: share of the depth above that hedging takes; above 0 it pushes the move on, below 0 it resists. NaN where either has no value or the depth is 0 */
  readonly pressure_up_20: 'float64'
  /** −hedge_down_20 / bid_depth_qty_20, alike */
  readonly pressure_down_20: 'float64'
  /** ask_depth_qty_20 − hedge_up_20: lots that others must buy to move the future up so far; at 0 and below the move feeds itself */
  readonly net_lots_to_move_up_20: 'float64'
  /** bid_depth_qty_20 + hedge_down_20: lots that others must sell to move it down so far */
  readonly net_lots_to_move_down_20: 'float64'
  /** A: lots offered at or below F + 40 ticks at the second's end; NaN where that is beyond what was recorded or the book is not valid */
  readonly ask_depth_qty_40: 'float64'
  /** B: lots bid at or above F − 40 ticks, alike */
  readonly bid_depth_qty_40: 'float64'
  /** H(+40 ticks): futures that dealers buy (+) or sell (−) when the future rises so far, contracts, as hedge of hedge_profile_1s */
  readonly hedge_up_40: 'float64'
  /** H(−40 ticks) when it falls so far, contracts */
  readonly hedge_down_40: 'float64'
  /** hedge_up_40 / ask_depth_qty_40: share of the depth above that hedging takes; above 0 it pushes the move on, below 0 it resists. NaN where either has no value or the depth is 0 */
  readonly pressure_up_40: 'float64'
  /** −hedge_down_40 / bid_depth_qty_40, alike */
  readonly pressure_down_40: 'float64'
  /** ask_depth_qty_40 − hedge_up_40: lots that others must buy to move the future up so far; at 0 and below the move feeds itself */
  readonly net_lots_to_move_up_40: 'float64'
  /** bid_depth_qty_40 + hedge_down_40: lots that others must sell to move it down so far */
  readonly net_lots_to_move_down_40: 'float64'
  /** A: lots offered at or below F + 60 ticks at the second's end; NaN where that is beyond what was recorded or the book is not valid */
  readonly ask_depth_qty_60: 'float64'
  /** B: lots bid at or above F − 60 ticks, alike */
  readonly bid_depth_qty_60: 'float64'
  /** H(+60 ticks): futures that dealers buy (+) or sell (−) when the future rises so far, contracts, as hedge of hedge_profile_1s */
  readonly hedge_up_60: 'float64'
  /** H(−60 ticks) when it falls so far, contracts */
  readonly hedge_down_60: 'float64'
  /** hedge_up_60 / ask_depth_qty_60: share of the depth above that hedging takes; above 0 it pushes the move on, below 0 it resists. NaN where either has no value or the depth is 0 */
  readonly pressure_up_60: 'float64'
  /** −hedge_down_60 / bid_depth_qty_60, alike */
  readonly pressure_down_60: 'float64'
  /** ask_depth_qty_60 − hedge_up_60: lots that others must buy to move the future up so far; at 0 and below the move feeds itself */
  readonly net_lots_to_move_up_60: 'float64'
  /** bid_depth_qty_60 + hedge_down_60: lots that others must sell to move it down so far */
  readonly net_lots_to_move_down_60: 'float64'
  /** max(pressure_up_8, 0) × above_score of physics_bands_1s: hedging that pushes on, where asks are being pulled; a score without a unit; NaN where either has no value */
  readonly fragility_up: 'float64'
  /** max(pressure_down_8, 0) × below_score, alike */
  readonly fragility_down: 'float64'
}

/** The columns of every contract, by the name of its file. */
export interface ContractColumns {
  readonly 'bronze/mbo': Mbo
  readonly 'bronze/statistics': Statistics
  readonly 'bronze/instrument_definitions': Definitions
  readonly 'silver/book_snapshot_1s': Snapshot
  readonly 'silver/wall_surface_1s': Wall
  readonly 'silver/radar_vacuum_1s': Radar
  readonly 'silver/session_levels_1s': Levels
  readonly 'silver/gaps': Gaps
  readonly 'silver/events': Events
  readonly 'silver/vacuum_surface_1s': Vacuum
  readonly 'silver/physics_bands_1s': Bands
  readonly 'gold/physics_norm_calibration': Calibration
  readonly 'silver/statistics_clean': OpenInterest
  readonly 'silver/gex_surface_1s': Gex
  readonly 'silver/gex_levels_1s': GexLevels
  readonly 'silver/hedge_profile_1s': HedgeProfile
  readonly 'silver/dealer_flow_1s': DealerFlow
  readonly 'silver/greeks_surface_1s': Greeks
  readonly 'silver/charm_clock_1s': CharmClock
  readonly 'silver/smile_1s': Smile
  readonly 'silver/volume_gex_1s': VolumeGex
  readonly 'silver/option_liquidity_1s': OptionLiquidity
  readonly 'silver/hedge_pressure_1s': HedgePressure
}

/** The columns of every dataset, by its key. */
export interface DatasetColumns {
  readonly 'bronze.future_mbo.mbo': Mbo
  readonly 'bronze.future_option_mbo.mbo': Mbo
  readonly 'bronze.future_option_mbo.combo_trades': Mbo
  readonly 'bronze.future_option_mbo.statistics': Statistics
  readonly 'bronze.shared.instrument_definitions': Definitions
  readonly 'silver.future_mbo.book_snapshot_1s': Snapshot
  readonly 'silver.future_mbo.wall_surface_1s': Wall
  readonly 'silver.future_mbo.radar_vacuum_1s': Radar
  readonly 'silver.future_mbo.session_levels_1s': Levels
  readonly 'silver.future_mbo.gaps': Gaps
  readonly 'silver.future_mbo.events': Events
  readonly 'silver.future_mbo.vacuum_surface_1s': Vacuum
  readonly 'silver.future_mbo.physics_bands_1s': Bands
  readonly 'gold.hud.physics_norm_calibration': Calibration
  readonly 'silver.future_option.statistics_clean': OpenInterest
  readonly 'silver.future_option_mbo.gex_surface_1s': Gex
  readonly 'silver.future_option_mbo.gex_levels_1s': GexLevels
  readonly 'silver.future_option_mbo.hedge_profile_1s': HedgeProfile
  readonly 'silver.future_option_mbo.dealer_flow_1s': DealerFlow
  readonly 'silver.future_option_mbo.greeks_surface_1s': Greeks
  readonly 'silver.future_option_mbo.charm_clock_1s': CharmClock
  readonly 'silver.future_option_mbo.smile_1s': Smile
  readonly 'silver.future_option_mbo.volume_gex_1s': VolumeGex
  readonly 'silver.future_option_mbo.option_liquidity_1s': OptionLiquidity
  readonly 'silver.future_option_mbo.hedge_pressure_1s': HedgePressure
}
