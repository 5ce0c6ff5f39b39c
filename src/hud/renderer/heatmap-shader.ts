import { LEAST_VALUE } from '../../player/heatmap.ts'
import { RAMP_STEPS } from '../../player/palette.ts'
import { RING_COLUMNS } from '../state/column-ring.ts'
import { RAMP } from './ramp-texture.ts'

/** Layers by the number that the shader knows them by. */
export const LAYER_CODES = { wall: 0, vacuum: 1, balance: 2, gex: 3, both: 4 } as const

/** More columns or ticks than this in a pixel are passed over; the zoom's bounds allow no more. */
const MOST_IN_PIXEL = 8

/** One triangle that covers all. */
export const COVER_SHADER = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0);
}
`

/**
 * A pixel's colour: which columns and ticks it shows, what the ring has there, and the ramp's step
 * of it. The formulas are those of the terminal's \`Heatmap\` and \`cellColour\`; of several ticks in
 * a pixel the most counts, as in a cell of the terminal.
 */
export const HEATMAP_SHADER = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;

uniform isampler2D facts;
uniform sampler2D standing;
uniform sampler2D flows;
uniform sampler2D exposures;
uniform sampler2D ramps;

/** Device pixels: the plot's, a column's and a tick's. */
uniform vec2 size;
uniform vec2 cell;
/** The column at the right edge and the tick in the middle, whole and the rest. */
uniform ivec2 corner;
uniform vec2 fraction;
/** Rows of the ring, less one. */
uniform int rowMask;
uniform int maxRelTicks;
/** Where each column is around its own spot: the newest one, which the axis is of. */
uniform bool isSpotAnchored;
uniform int newestSpot;
uniform int layer;
/** lowDepth, 1 / range, leastVacuum, 1 / highBalance. */
uniform vec4 scale;
/** 1 / highGex, exponent. */
uniform vec2 powers;
/** Column and tick of the crosshair; a column below 0 is none. */
uniform ivec2 crosshair;
uniform vec3 background;
uniform vec3 canvas;
uniform vec3 hatch;
uniform vec3 light;
/** Device pixels of a CSS pixel. */
uniform float density;

out vec4 painted;

const int NO_TICK = -2147483647 - 1;
const int LAYER_VACUUM = ${LAYER_CODES.vacuum};
const int LAYER_BALANCE = ${LAYER_CODES.balance};
const int LAYER_GEX = ${LAYER_CODES.gex};
const int LAYER_BOTH = ${LAYER_CODES.both};
const int ASK = ${RAMP.ask};
const int BID = ${RAMP.bid};
const int VACUUM = ${RAMP.vacuum};
const int PULLED = ${RAMP.pulled};
const int ADDED = ${RAMP.added};
const int GEX_POSITIVE = ${RAMP.gexPositive};
const int GEX_NEGATIVE = ${RAMP.gexNegative};

vec3 ramp(int kind, float value) {
  int step = int(floor(value * ${RAMP_STEPS - 1}.0 + 0.5));
  return texelFetch(ramps, ivec2(step, kind), 0).rgb;
}

float clipped(float value) {
  return clamp(value, ${LEAST_VALUE}, 1.0);
}

void main() {
  vec2 place = vec2(gl_FragCoord.x, size.y - gl_FragCoord.y);
  // Edges of what the pixel shows, in columns right of the corner and ticks above it.
  float back = (size.x - place.x) / cell.x;
  float right = fraction.x - back;
  float up = fraction.y + (size.y * 0.5 - place.y) / cell.y + 0.5;
  int lastColumn = int(floor(right));
  int firstColumn = lastColumn;
  if (cell.x < 1.0) {
    lastColumn = int(ceil(right + 0.5 / cell.x)) - 1;
    firstColumn = min(int(ceil(right - 0.5 / cell.x)), lastColumn);
  }
  int highTick = int(floor(up));
  int lowTick = highTick;
  if (cell.y < 1.0) {
    highTick = int(ceil(up + 0.5 / cell.y)) - 1;
    lowTick = min(int(ceil(up - 0.5 / cell.y)), highTick);
  }

  bool isKnown = false;
  bool isRecorded = false;
  bool isValid = true;
  bool isAbove = false;
  float asks = 0.0;
  float bids = 0.0;
  float score = 0.0;
  float added = 0.0;
  float pulled = 0.0;
  float exposure = 0.0;
  bool hasStrike = false;

  for (int n = 0; n < ${MOST_IN_PIXEL}; n++) {
    int number = corner.x + 1 + firstColumn + n;
    if (firstColumn + n > lastColumn) break;
    int slot = number & ${RING_COLUMNS - 1};
    ivec4 one = texelFetch(facts, ivec2(0, slot), 0);
    ivec4 two = texelFetch(facts, ivec2(1, slot), 0);
    int spot = one.g;
    if (one.r != number || spot == NO_TICK) continue;
    isKnown = true;
    isValid = isValid && two.r == 1;
    int shift = corner.y + (isSpotAnchored ? spot - newestSpot : 0);
    int low = lowTick + shift;
    int high = highTick + shift;
    isAbove = low > spot;
    isRecorded = isRecorded || (high >= spot - maxRelTicks && low <= spot + maxRelTicks);
    if (layer == LAYER_GEX) {
      float first = intBitsToFloat(two.b);
      int strike = int(floor((float(low) - first) / intBitsToFloat(two.a) + 0.5));
      if (strike < 0 || strike >= two.g) continue;
      exposure = texelFetch(exposures, ivec2(strike, slot), 0).r;
      hasStrike = true;
      continue;
    }
    for (int m = 0; m < ${MOST_IN_PIXEL}; m++) {
      int tick = low + m;
      if (tick > high) break;
      if (tick < one.b || tick >= one.b + one.a) continue;
      ivec2 texel = ivec2(tick & rowMask, slot);
      if (layer == LAYER_BALANCE) {
        vec4 flow = texelFetch(flows, texel, 0);
        added += flow.r;
        pulled += flow.g;
      } else {
        vec4 stand = texelFetch(standing, texel, 0);
        asks = max(asks, stand.r);
        bids = max(bids, stand.g);
        score = max(score, max(stand.b, stand.a));
      }
    }
  }

  vec3 colour;
  if (!isKnown) {
    colour = background;
  } else if (layer == LAYER_GEX) {
    float value = hasStrike ? clipped(pow(abs(exposure) * powers.x, powers.y * 0.6)) : 0.0;
    colour = ramp(exposure < 0.0 ? GEX_NEGATIVE : GEX_POSITIVE, value);
  } else if (!isRecorded) {
    bool isLine = mod(place.x + place.y, 8.0 * density) < density;
    colour = isLine ? hatch : background;
  } else if (layer == LAYER_VACUUM) {
    colour = ramp(VACUUM, score > 0.0 ? clipped(pow(score, powers.y)) : 0.0);
  } else if (layer == LAYER_BALANCE) {
    float balance = log((pulled + 1.0) / (added + 1.0));
    float value = pulled == added ? 0.0 : clipped(abs(balance) * scale.w);
    colour = ramp(balance > 0.0 ? PULLED : ADDED, value);
  } else {
    float lots = max(asks, bids);
    bool isAsk = lots > 0.0 ? asks > bids : isAbove;
    float value = lots > 0.0 ? clipped((log2(1.0 + lots) - scale.x) * scale.y) : 0.0;
    colour = ramp(isAsk ? ASK : BID, value);
    if (layer == LAYER_BOTH && score >= scale.z) {
      float strength = (score - scale.z) / (1.0 - scale.z + 0.01);
      colour = mix(colour, ramp(VACUUM, 0.45 + 0.5 * score), min(0.3 + strength, 1.0));
    }
  }
  if (isKnown && (isRecorded || layer == LAYER_GEX) && !isValid) {
    float grey = dot(colour, vec3(0.2126, 0.7152, 0.0722));
    colour = mix(vec3(grey), canvas, 0.55);
  }
  if (crosshair.x >= 0) {
    bool isColumn = corner.x + 1 + firstColumn <= crosshair.x && corner.x + 1 + lastColumn >= crosshair.x;
    bool isRow = corner.y + lowTick <= crosshair.y && corner.y + highTick >= crosshair.y;
    if (isColumn || isRow) colour = mix(colour, light, 0.22);
  }
  painted = vec4(colour, 1.0);
}
`
