export interface KeyBinding<A extends string = string> {
  readonly action: A
  /** Key names of {@link actionOf}: a character, or "left", "shift+left", "space" … */
  readonly keys: readonly string[]
}

/** Bindings shown together on one line of the help. */
export interface HelpLine {
  readonly group: 'Time' | 'Picture' | 'Reading' | 'Screen'
  /** The keys as the help shows them. */
  readonly shown: string
  readonly does: string
  readonly bindings: readonly KeyBinding[]
}

const bind = <A extends string>(action: A, ...keys: string[]): KeyBinding<A> => ({ action, keys })

/** The key map of terminal and browser: the one source of the help, the bindings and the actions. */
export const KEY_MAP = [
  { group: 'Time', shown: 'Space', does: 'play or pause', bindings: [bind('pause', 'space')] },
  {
    group: 'Time',
    shown: '← →',
    does: '5 seconds back, on',
    bindings: [bind('back-5s', 'left'), bind('forward-5s', 'right')],
  },
  {
    group: 'Time',
    shown: 'Shift ← →',
    does: '1 second back, on',
    bindings: [bind('back-1s', 'shift+left'), bind('forward-1s', 'shift+right')],
  },
  {
    group: 'Time',
    shown: '↓ ↑',
    does: '1 minute back, on',
    bindings: [bind('back-1m', 'down'), bind('forward-1m', 'up')],
  },
  { group: 'Time', shown: '.', does: 'one second, then pause', bindings: [bind('step', '.')] },
  {
    group: 'Time',
    shown: '[ ]',
    does: 'speed −10 %, +10 %',
    bindings: [bind('slower', '['), bind('faster', ']')],
  },
  {
    group: 'Time',
    shown: '{ }',
    does: 'half, double speed',
    bindings: [bind('half-speed', '{'), bind('double-speed', '}')],
  },
  {
    group: 'Time',
    shown: 'Backspace m',
    does: 'speed 1×, the most',
    bindings: [bind('normal-speed', 'backspace'), bind('full-speed', 'm')],
  },
  {
    group: 'Time',
    shown: 'g Home End',
    does: 'go to 09:31:00, 30 %; start; newest',
    bindings: [bind('go-to', 'g'), bind('first-second', 'home'), bind('newest-second', 'end')],
  },
  {
    group: 'Time',
    shown: 'n N',
    does: 'next, previous event by size',
    bindings: [bind('next-event', 'n'), bind('previous-event', 'N')],
  },
  {
    group: 'Time',
    shown: 'e',
    does: 'events; by size or time, of a kind',
    bindings: [bind('events', 'e')],
  },
  {
    group: 'Time',
    shown: 'A',
    does: 'alert when above_score > 0.8',
    bindings: [bind('alert', 'A')],
  },
  {
    group: 'Time',
    shown: "M '",
    does: 'set a mark, jump to it',
    bindings: [bind('mark', 'M'), bind('jump-to-mark', "'")],
  },
  {
    group: 'Picture',
    shown: '1 2 3 4 5',
    does: 'wall, vacuum, balance, GEX, both',
    bindings: [
      bind('layer-wall', '1'),
      bind('layer-vacuum', '2'),
      bind('layer-balance', '3'),
      bind('layer-gex', '4'),
      bind('layer-both', '5'),
    ],
  },
  { group: 'Picture', shown: 'Tab', does: 'next layer', bindings: [bind('next-layer', 'tab')] },
  {
    group: 'Picture',
    shown: 'a',
    does: 'anchor: newest spot, own spot',
    bindings: [bind('anchor', 'a')],
  },
  {
    group: 'Picture',
    shown: '+ −',
    does: 'fewer, more ticks',
    bindings: [bind('ticks-in', '+'), bind('ticks-out', '-')],
  },
  {
    group: 'Picture',
    shown: '< >',
    does: 'fewer, more seconds a column',
    bindings: [bind('time-in', '<', ','), bind('time-out', '>')],
  },
  { group: 'Picture', shown: 'z', does: 'fit all that is recorded', bindings: [bind('fit', 'z')] },
  {
    group: 'Picture',
    shown: '( )',
    does: 'black up to fewer, more lots',
    bindings: [bind('lower-low', '('), bind('raise-low', ')')],
  },
  {
    group: 'Picture',
    shown: '9 0',
    does: 'brightest from fewer, more',
    bindings: [bind('lower-high', '9'), bind('raise-high', '0')],
  },
  {
    group: 'Picture',
    shown: '=',
    does: 'automatic contrast',
    bindings: [bind('auto-contrast', '=')],
  },
  {
    group: 'Picture',
    shown: 'c C',
    does: 'vacuum from weaker, stronger pulls',
    bindings: [bind('lower-floor', 'c'), bind('raise-floor', 'C')],
  },
  {
    group: 'Picture',
    shown: 'r',
    does: 'hues, viridis, cividis',
    bindings: [bind('ramps', 'r')],
  },
  {
    group: 'Reading',
    shown: 'h j k l',
    does: 'crosshair (or the mouse)',
    bindings: [
      bind('crosshair-left', 'h'),
      bind('crosshair-down', 'j'),
      bind('crosshair-up', 'k'),
      bind('crosshair-right', 'l'),
    ],
  },
  { group: 'Reading', shown: 'i', does: 'best bid and ask', bindings: [bind('quotes', 'i')] },
  { group: 'Reading', shown: 'd', does: 'trades', bindings: [bind('trades', 'd')] },
  {
    group: 'Reading',
    shown: 'f F',
    does: 'larger, smaller trades only',
    bindings: [bind('more-lots', 'f'), bind('fewer-lots', 'F')],
  },
  {
    group: 'Reading',
    shown: 'v',
    does: 'levels, value area, opening hour',
    bindings: [bind('levels', 'v')],
  },
  {
    group: 'Reading',
    shown: 'x',
    does: 'sweeps, icebergs, absorption',
    bindings: [bind('event-marks', 'x')],
  },
  {
    group: 'Reading',
    shown: 'b B',
    does: 'candles, of 1, 2, 5, 15 min',
    bindings: [bind('candles', 'b'), bind('candle-length', 'B')],
  },
  { group: 'Screen', shown: 'o', does: 'choose another day', bindings: [bind('days', 'o')] },
  {
    group: 'Screen',
    shown: 'Enter',
    does: 'the heatmap alone',
    bindings: [bind('map-alone', 'enter')],
  },
  {
    group: 'Screen',
    shown: 'w',
    does: 'next layout of panels',
    bindings: [bind('next-layout', 'w')],
  },
  {
    group: 'Screen',
    shown: 'L V G H Y P',
    does: 'ladder, vol, GEX, hedge, lines, prints',
    bindings: [
      bind('panel-ladder', 'L'),
      bind('panel-profile', 'V'),
      bind('panel-gamma', 'G'),
      bind('panel-hedge', 'H'),
      bind('panel-lines', 'Y'),
      bind('panel-prints', 'P'),
    ],
  },
  {
    group: 'Screen',
    shown: 'S',
    does: 'smile, term structure',
    bindings: [bind('panel-smile', 'S')],
  },
  {
    group: 'Screen',
    shown: 's',
    does: 'save as text, ANSI, SVG',
    bindings: [bind('save', 's')],
  },
  { group: 'Screen', shown: 't', does: 'dark or light', bindings: [bind('theme', 't')] },
  { group: 'Screen', shown: '?', does: 'this help', bindings: [bind('help', '?')] },
  {
    group: 'Screen',
    shown: 'Esc',
    does: 'close what is open',
    bindings: [bind('dismiss', 'escape')],
  },
  { group: 'Screen', shown: 'q', does: 'quit', bindings: [bind('quit', 'q', 'ctrl+c')] },
] as const satisfies readonly HelpLine[]

/** Signs of the ladder and the map, for the help. */
export const SIGNS = [
  ['+ −', 'lots added, pulled in this second'],
  ['● ◆', 'traded; traded while hidden'],
  ['▲ ▼ S', 'swept up, down; stop run'],
  ['◆ ◇ ■', 'iceberg, possible one; absorption'],
  ['╱', 'further from spot than recorded'],
] as const

export type Action = (typeof KEY_MAP)[number]['bindings'][number]['action']

/** The actions that each screen handles in its own way. */
export type ScreenAction = Extract<
  Action,
  | 'go-to'
  | 'next-event'
  | 'previous-event'
  | 'events'
  | 'alert'
  | 'days'
  | 'save'
  | 'help'
  | 'dismiss'
  | 'quit'
>

/** All others. One that nothing handles is a compile error. */
export type PlayerAction = Exclude<Action, ScreenAction>

const ACTIONS = new Map<string, Action>(
  KEY_MAP.flatMap(({ bindings }) =>
    bindings.flatMap(({ action, keys }) => keys.map((key) => [key, action] as const)),
  ),
)

/** The action of a key; undefined for an unbound key. */
export function actionOf(key: string): Action | undefined {
  return ACTIONS.get(key)
}
