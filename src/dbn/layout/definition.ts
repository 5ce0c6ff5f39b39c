import { type RecordRows, TS_RECV_DOC } from './field.ts'

/** InstrumentDefMsg: what an instrument is. Version 3 has a record a leg of a strategy. */
export const DEFINITION: RecordRows = {
  rtype: 0x13,
  sizes: [360, 400, 520],
  doc: 'An instrument and its terms; of a strategy, one of its legs.',
  rows: [
    { name: 'ts_recv', at: 'time@16', doc: TS_RECV_DOC },
    {
      name: 'min_price_increment',
      at: 'price@24',
      doc: 'The tick in 1e-9 units; 2^63-1 = undefined: the tick follows tick_rule.',
    },
    {
      name: 'display_factor',
      at: 'price@32',
      doc: "Factor from the exchange's own prices to these, in 1e-9 units (0.01 = 10000000); 2^63-1 = undefined.",
    },
    {
      name: 'expiration',
      at: 'time@40',
      doc: 'The last instant the instrument is eligible to trade, ns since the epoch, UTC; -1 = undefined.',
    },
    {
      name: 'activation',
      at: 'time@48',
      doc: 'The first instant the instrument is eligible to trade, ns since the epoch, UTC; -1 = undefined.',
    },
    {
      name: 'high_limit_price',
      at: 'price@56',
      doc: 'Highest price allowed that day, 1e-9 units; 2^63-1 = undefined.',
    },
    {
      name: 'low_limit_price',
      at: 'price@64',
      doc: 'Lowest price allowed that day, 1e-9 units; 2^63-1 = undefined.',
    },
    {
      name: 'max_price_variation',
      at: 'price@72',
      doc: 'Differential of the price band, 1e-9 units; 2^63-1 = undefined.',
    },
    {
      name: 'trading_reference_price',
      at: ['price@80', 'price@80', ''],
      doc: 'Reference price (the last settlement), 1e-9 units; 2^63-1 = undefined; gone in version 3.',
    },
    {
      name: 'unit_of_measure_qty',
      at: ['price@88', 'price@88', 'price@80'],
      doc: 'Contract size in units of measure, 1e-9 units: the multiplier of a contract (50 = 50000000000); 2^63-1 = undefined.',
    },
    {
      name: 'min_price_increment_amount',
      at: ['price@96', 'price@96', 'price@88'],
      doc: "The tick's value in the exchange's display scale, 1e-9 units; 2^63-1 = undefined.",
    },
    {
      name: 'price_ratio',
      at: ['price@104', 'price@104', 'price@96'],
      doc: 'Ratio used to price inter-commodity spreads, 1e-9 units; 2^63-1 = undefined.',
    },
    {
      name: 'strike_price',
      at: ['price@328', 'price@112', 'price@104'],
      doc: 'Strike of an option in 1e-9 units; 2^63-1 = undefined.',
    },
    {
      name: 'raw_instrument_id',
      at: ['u32@120', 'u32@128', 'u64@112'],
      doc: "The venue's own instrument id; uint64 bits kept as int64 from version 3.",
    },
    {
      name: 'leg_price',
      at: ['', '', 'price@120'],
      doc: 'Price tied to this leg, 1e-9 units; 2^63-1 = undefined.',
    },
    {
      name: 'leg_delta',
      at: ['', '', 'price@128'],
      doc: 'Delta tied to this leg, 1e-9 units; 2^63-1 = undefined.',
    },
    {
      name: 'inst_attrib_value',
      at: ['i32@112', 'i32@120', 'i32@136'],
      doc: "Bitmap of the exchange's eligibility attributes; 2^31-1 = undefined.",
    },
    {
      name: 'underlying_id',
      at: ['u32@116', 'u32@124', 'u32@140'],
      doc: 'instrument_id of the first underlying; 0 = none.',
    },
    {
      name: 'market_depth_implied',
      at: ['i32@124', 'i32@132', 'i32@144'],
      doc: 'Levels of the implied book; 2^31-1 = undefined.',
    },
    {
      name: 'market_depth',
      at: ['i32@128', 'i32@136', 'i32@148'],
      doc: 'Levels of the outright book; 2^31-1 = undefined.',
    },
    {
      name: 'market_segment_id',
      at: ['u32@132', 'u32@140', 'u32@152'],
      doc: 'Market segment; 2^32-1 = undefined.',
    },
    {
      name: 'max_trade_vol',
      at: ['u32@136', 'u32@144', 'u32@156'],
      doc: 'Largest order quantity in contracts; 2^32-1 = undefined.',
    },
    {
      name: 'min_lot_size',
      at: ['i32@140', 'i32@148', 'i32@160'],
      doc: 'Minimum quantity of an order in contracts; 2^31-1 = undefined.',
    },
    {
      name: 'min_lot_size_block',
      at: ['i32@144', 'i32@152', 'i32@164'],
      doc: 'Minimum quantity of a block trade in contracts; 2^31-1 = undefined.',
    },
    {
      name: 'min_lot_size_round_lot',
      at: ['i32@148', 'i32@156', 'i32@168'],
      doc: 'Minimum quantity of a round lot in contracts; 2^31-1 = undefined.',
    },
    {
      name: 'min_trade_vol',
      at: ['u32@152', 'u32@160', 'u32@172'],
      doc: 'Smallest order quantity in contracts; 2^32-1 = undefined.',
    },
    {
      name: 'reserved_156',
      at: ['i32@156', '', ''],
      doc: 'Without meaning: 0, or in early files 2^31-1; kept because it is not always the same.',
    },
    {
      name: 'contract_multiplier',
      at: ['i32@160', 'i32@164', 'i32@176'],
      doc: 'Deliverables per instrument (peak days); 2^31-1 = undefined: see unit_of_measure_qty.',
    },
    {
      name: 'decay_quantity',
      at: ['i32@164', 'i32@168', 'i32@180'],
      doc: 'Quantity by which a contract decays daily after decay_start_date; 2^31-1 = undefined.',
    },
    {
      name: 'original_contract_size',
      at: ['i32@168', 'i32@172', 'i32@184'],
      doc: 'Fixed contract value of each instrument; 2^31-1 = undefined.',
    },
    {
      name: 'leg_instrument_id',
      at: ['', '', 'u32@188'],
      doc: 'instrument_id of this leg; 0 = none.',
    },
    {
      name: 'leg_ratio_price_numerator',
      at: ['', '', 'i32@192'],
      doc: 'Numerator of the price ratio of this leg; 0 where there is no leg.',
    },
    {
      name: 'leg_ratio_price_denominator',
      at: ['', '', 'i32@196'],
      doc: 'Denominator of the price ratio of this leg; 0 where there is no leg.',
    },
    {
      name: 'leg_ratio_qty_numerator',
      at: ['', '', 'i32@200'],
      doc: 'Numerator of the quantity ratio of this leg; 0 where there is no leg.',
    },
    {
      name: 'leg_ratio_qty_denominator',
      at: ['', '', 'i32@204'],
      doc: 'Denominator of the quantity ratio of this leg; 0 where there is no leg.',
    },
    {
      name: 'leg_underlying_id',
      at: ['', '', 'u32@208'],
      doc: "instrument_id of this leg's underlying; 0 = none.",
    },
    {
      name: 'trading_reference_date',
      at: ['u16@176', 'u16@176', ''],
      doc: 'Date of trading_reference_price, days since the epoch; 65535 = undefined; gone in version 3.',
    },
    {
      name: 'appl_id',
      at: ['i16@178', 'i16@178', 'i16@212'],
      doc: "The feed channel by the exchange's numbering; 32767 = undefined.",
    },
    {
      name: 'maturity_year',
      at: ['u16@180', 'u16@180', 'u16@214'],
      doc: 'Calendar year of maturity; 65535 = undefined.',
    },
    {
      name: 'decay_start_date',
      at: ['u16@182', 'u16@182', 'u16@216'],
      doc: 'Date on which a decaying contract begins to decay; 65535 = undefined.',
    },
    {
      name: 'channel_id',
      at: ['u16@184', 'u16@184', 'u16@218'],
      doc: 'The feed channel, as Databento numbers them; 65535 = undefined.',
    },
    {
      name: 'leg_count',
      at: ['', '', 'u16@220'],
      doc: 'Legs of the strategy, one record each; 0 = an outright.',
    },
    { name: 'leg_index', at: ['', '', 'u16@222'], doc: 'Which leg this record is of, from 0.' },
    {
      name: 'currency',
      at: ['c4@186', 'c4@186', 'c4@224'],
      doc: 'Currency of prices; empty = undefined.',
    },
    {
      name: 'settl_currency',
      at: ['c4@190', 'c4@190', 'c4@228'],
      doc: 'Currency of settlement, if another; empty = undefined.',
    },
    {
      name: 'secsubtype',
      at: ['c6@194', 'c6@194', 'c6@232'],
      doc: 'Strategy type of a spread, e.g. EQ; empty = none.',
    },
    {
      name: 'raw_symbol',
      at: ['c22@200', 'c71@200', 'c71@238'],
      doc: "The exchange's symbol, e.g. ESH6.",
    },
    {
      name: 'group',
      at: ['c21@222', 'c21@271', 'c21@309'],
      doc: 'Security group code of the instrument.',
    },
    {
      name: 'exchange',
      at: ['c5@243', 'c5@292', 'c5@330'],
      doc: 'Exchange of the instrument, a MIC, e.g. XCME.',
    },
    {
      name: 'asset',
      at: ['c7@248', 'c7@297', 'c11@335'],
      doc: 'Product code, e.g. ES; the parent symbol is asset.FUT or asset.OPT.',
    },
    { name: 'cfi', at: ['c7@255', 'c7@304', 'c7@346'], doc: 'ISO 10962 classification.' },
    {
      name: 'security_type',
      at: ['c7@262', 'c7@311', 'c7@353'],
      doc: 'FUT future, OOF option on a future, MLEG strategy, …',
    },
    {
      name: 'unit_of_measure',
      at: ['c31@269', 'c31@318', 'c31@360'],
      doc: 'Unit of the underlying quantity, e.g. IPNT for index points.',
    },
    {
      name: 'underlying',
      at: ['c21@300', 'c21@349', 'c21@391'],
      doc: 'Symbol of the first underlying; empty = none.',
    },
    {
      name: 'strike_price_currency',
      at: ['c4@321', 'c4@370', 'c4@412'],
      doc: 'Currency of the strike; empty = none.',
    },
    { name: 'leg_raw_symbol', at: ['', '', 'c71@416'], doc: 'Symbol of this leg; empty = none.' },
    {
      name: 'instrument_class',
      at: ['char@325', 'char@374', 'char@487'],
      doc: 'ASCII code: B bond, C call, F future, I index, K stock, M mixed spread, P put, S future spread, T option spread, X FX spot, Y commodity spot.',
    },
    {
      name: 'match_algorithm',
      at: ['char@342', 'char@375', 'char@488'],
      doc: 'ASCII code of the matching algorithm: F FIFO, K configurable, C pro rata, T FIFO with lead market maker, …; space = undefined.',
    },
    {
      name: 'md_security_trading_status',
      at: ['u8@343', 'u8@376', ''],
      doc: "The exchange's trading status; 255 = undefined; gone in version 3.",
    },
    {
      name: 'main_fraction',
      at: ['u8@344', 'u8@377', 'u8@489'],
      doc: 'Denominator of the main price fraction; 255 = undefined.',
    },
    {
      name: 'price_display_format',
      at: ['u8@345', 'u8@378', 'u8@490'],
      doc: 'Digits to the right of the tick mark; 255 = undefined.',
    },
    {
      name: 'settl_price_type',
      at: ['u8@346', 'u8@379', ''],
      doc: 'Bits of the settlement price; 255 = undefined; gone in version 3.',
    },
    {
      name: 'sub_fraction',
      at: ['u8@347', 'u8@380', 'u8@491'],
      doc: 'Denominator of the sub-fraction; 255 = undefined.',
    },
    {
      name: 'underlying_product',
      at: ['u8@348', 'u8@381', 'u8@492'],
      doc: 'Product complex; 255 = undefined.',
    },
    {
      name: 'security_update_action',
      at: ['char@349', 'char@382', 'char@493'],
      doc: 'ASCII code: A added, M modified, D deleted.',
    },
    {
      name: 'maturity_month',
      at: ['u8@350', 'u8@383', 'u8@494'],
      doc: 'Calendar month of maturity, 1 to 12; 255 = undefined.',
    },
    {
      name: 'maturity_day',
      at: ['u8@351', 'u8@384', 'u8@495'],
      doc: 'Calendar day of maturity; 255 = undefined.',
    },
    {
      name: 'maturity_week',
      at: ['u8@352', 'u8@385', 'u8@496'],
      doc: 'Calendar week of maturity; 255 = undefined.',
    },
    {
      name: 'user_defined_instrument',
      at: ['char@353', 'char@386', 'char@497'],
      doc: 'ASCII code: Y user-defined strategy, N not.',
    },
    {
      name: 'contract_multiplier_unit',
      at: ['i8@354', 'i8@387', 'i8@498'],
      doc: '1 = hours, 2 = days in contract_multiplier; 127 = undefined.',
    },
    {
      name: 'flow_schedule_type',
      at: ['i8@355', 'i8@388', 'i8@499'],
      doc: 'Schedule of electricity delivery; 127 = undefined.',
    },
    {
      name: 'tick_rule',
      at: ['u8@356', 'u8@389', 'u8@500'],
      doc: "The exchange's variable tick table; 255 = none.",
    },
    {
      name: 'leg_instrument_class',
      at: ['', '', 'char@501'],
      doc: "ASCII code of the leg's class, as instrument_class; 0 = no leg.",
    },
    {
      name: 'leg_side',
      at: ['', '', 'char@502'],
      doc: 'ASCII code of the side a buyer of the strategy takes in this leg: B, A; N = no leg.',
    },
  ],
  reserved: [['4@172', '2@326', '6@336', '3@357'], ['10@390'], ['17@503']],
}
