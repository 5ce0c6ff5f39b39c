import type { Radar } from '../contracts/registry.ts'
import type { RadarSide } from './radar-side.ts'

/** A feature whose column has three more, of its differences. */
type RadarFeature = keyof Radar &
  { [N in keyof Radar]: `d1_${N}` extends keyof Radar ? N : never }[keyof Radar]

type Formula = (ask: RadarSide, bid: RadarSide) => number

const pullAddOfBoth: Formula = (ask, bid) => ask.pullAdd + bid.pullAdd
const expansion: Formula = (ask, bid) => ask.centreDisplacement + bid.centreDisplacement
const upExpansion: Formula = (ask, bid) => ask.centreDisplacement - bid.centreDisplacement
const upFlow: Formula = (ask, bid) => ask.pullAdd - bid.pullAdd

/**
 * The radar's features in the order of their columns: f of each side by itself, u of what must
 * happen for price to rise. A negated one is taken from 0, which makes no −0.
 */
export const RADAR_FEATURES: readonly (readonly [name: RadarFeature, formula: Formula])[] = [
  ['f1_ask_com_disp_log', (ask) => ask.centreDisplacement],
  ['f1_ask_slope_convex_log', (ask) => ask.convexSlope],
  ['f1_ask_slope_inner_log', (ask) => ask.innerSlope],
  ['f1_ask_at_share_delta', (ask) => ask.atShareDelta],
  ['f1_ask_near_share_delta', (ask) => ask.nearShareDelta],
  ['f1_ask_reprice_away_share_rest', (ask) => ask.awayShare],
  ['f2_ask_pull_add_log_rest', (ask) => ask.pullAdd],
  ['f2_ask_pull_intensity_log_rest', (ask) => ask.pullIntensity],
  ['f2_ask_at_pull_share_rest', (ask) => ask.atPullShare],
  ['f2_ask_near_pull_share_rest', (ask) => ask.nearPullShare],
  ['f3_bid_com_disp_log', (_, bid) => bid.centreDisplacement],
  ['f3_bid_slope_convex_log', (_, bid) => bid.convexSlope],
  ['f3_bid_slope_inner_log', (_, bid) => bid.innerSlope],
  ['f3_bid_at_share_delta', (_, bid) => bid.atShareDelta],
  ['f3_bid_near_share_delta', (_, bid) => bid.nearShareDelta],
  ['f3_bid_reprice_away_share_rest', (_, bid) => bid.awayShare],
  ['f4_bid_pull_add_log_rest', (_, bid) => bid.pullAdd],
  ['f4_bid_pull_intensity_log_rest', (_, bid) => bid.pullIntensity],
  ['f4_bid_at_pull_share_rest', (_, bid) => bid.atPullShare],
  ['f4_bid_near_pull_share_rest', (_, bid) => bid.nearPullShare],
  ['f5_vacuum_expansion_log', expansion],
  ['f6_vacuum_decay_log', pullAddOfBoth],
  ['f7_vacuum_total_log', (ask, bid) => expansion(ask, bid) + pullAddOfBoth(ask, bid)],
  ['f8_ask_bbo_dist_ticks', (ask) => ask.end.nearest],
  ['f9_bid_bbo_dist_ticks', (_, bid) => bid.end.nearest],
  ['u1_ask_com_disp_log', (ask) => ask.centreDisplacement],
  ['u2_ask_slope_convex_log', (ask) => ask.convexSlope],
  ['u2_ask_slope_inner_log', (ask) => ask.innerSlope],
  ['u3_ask_at_share_decay', (ask) => 0 - ask.atShareDelta],
  ['u3_ask_near_share_decay', (ask) => 0 - ask.nearShareDelta],
  ['u4_ask_reprice_away_share_rest', (ask) => ask.awayShare],
  ['u5_ask_pull_add_log_rest', (ask) => ask.pullAdd],
  ['u6_ask_pull_intensity_log_rest', (ask) => ask.pullIntensity],
  ['u7_ask_at_pull_share_rest', (ask) => ask.atPullShare],
  ['u7_ask_near_pull_share_rest', (ask) => ask.nearPullShare],
  ['u8_bid_com_approach_log', (_, bid) => 0 - bid.centreDisplacement],
  ['u9_bid_slope_support_log', (_, bid) => 0 - bid.convexSlope],
  ['u9_bid_slope_inner_log', (_, bid) => 0 - bid.innerSlope],
  ['u10_bid_at_share_rise', (_, bid) => bid.atShareDelta],
  ['u10_bid_near_share_rise', (_, bid) => bid.nearShareDelta],
  ['u11_bid_reprice_toward_share_rest', (_, bid) => 1 - bid.awayShare],
  ['u12_bid_add_pull_log_rest', (_, bid) => 0 - bid.pullAdd],
  ['u13_bid_add_intensity_log', (_, bid) => bid.addIntensity],
  ['u14_bid_far_pull_share_rest', (_, bid) => bid.farPullShare],
  ['u15_up_expansion_log', upExpansion],
  ['u16_up_flow_log', upFlow],
  ['u17_up_total_log', (ask, bid) => upExpansion(ask, bid) + upFlow(ask, bid)],
  ['u18_ask_bbo_dist_ticks', (ask) => ask.end.nearest],
  ['u19_bid_bbo_dist_ticks', (_, bid) => bid.end.nearest],
]
