import { RAMP_STEPS } from '../../player/palette.ts'
import { STATE } from '../state/column-ring.ts'
import { RAMP } from './ramp-texture.ts'

/** Layer codes in the shader. */
export const LAYER_CODES = { wall: 0, vacuum: 1, balance: 2, gex: 3, both: 4 } as const

/**
 * A cell's alpha encodes its intensity, to pick one of several cells in a pixel, and which of the
 * ticks that share its row it holds. 255 is an unknown column, intensity 0 an unrecorded price.
 */
export const STRENGTHS = 14
export const WRAP_BITS = 4
export const WRAP_MASK = 15

/** One triangle that covers the viewport. */
export const COVER_SHADER = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0);
}
`

/**
 * Computes a cell's colour from the ring and the ramps, with the formulas of the terminal's
 * \`Heatmap\` and \`cellColour\`. Runs when a cell changes, not in every frame. In the GEX layer a
 * row is a strike.
 */
export const CELL_SHADER = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;

uniform isampler2D facts;
uniform sampler2D standing;
uniform sampler2D flows;
uniform sampler2D exposures;
uniform sampler2D ramps;

/** Rows of the ring are 2 to this power. */
uniform int rowBits;
uniform int maxRelTicks;
uniform int layer;
/** lowDepth, 1 / range, minVacuum, 1 / highBalance. */
uniform vec4 scale;
/** 1 / highGex, exponent, blackShare. */
uniform vec3 powers;
/** Ticks from one strike to the next, and the lowest's place among its multiples. */
uniform vec2 strikes;
uniform vec3 canvas;

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

float aboveBlack(float value) {
  return clamp((value - powers.z) / (1.0 - powers.z), 0.0, 1.0);
}

/** The number that lies in a row, of those nearest to another. */
int nearest(int row, int middle) {
  int low = middle - (1 << (rowBits - 1));
  return low + ((row - low) & ((1 << rowBits) - 1));
}

void main() {
  ivec2 texel = ivec2(gl_FragCoord.xy);
  int slot = texel.y;
  ivec4 one = texelFetch(facts, ivec2(0, slot), 0);
  ivec4 two = texelFetch(facts, ivec2(1, slot), 0);
  int spot = one.g;
  if (one.r < 0 || spot == NO_TICK) {
    painted = vec4(1.0);
    return;
  }
  if (two.r == ${STATE.missing}) {
    painted = vec4(0.0);
    return;
  }
  int middle = layer == LAYER_GEX ? int(floor((float(spot) - strikes.y) / strikes.x + 0.5)) : spot;
  int cell = nearest(texel.x, middle);
  bool isRecorded = true;
  float strength = 0.0;
  vec3 colour;
  if (layer == LAYER_GEX) {
    float first = intBitsToFloat(two.b);
    // A column's own strikes may be closer, or further, than the newest's, whose rows these are.
    float place = (float(cell) * strikes.x + strikes.y - first) / intBitsToFloat(two.a);
    int strike = int(floor(place + 0.5));
    bool isStrike = strike >= 0 && strike < two.g && abs(place - float(strike)) < 0.01;
    float exposure = isStrike ? texelFetch(exposures, ivec2(strike, slot), 0).r : 0.0;
    strength = isStrike ? aboveBlack(pow(abs(exposure) * powers.x, powers.y * 0.6)) : 0.0;
    colour = ramp(exposure < 0.0 ? GEX_NEGATIVE : GEX_POSITIVE, strength);
  } else {
    bool isThere = cell >= one.b && cell < one.b + one.a;
    isRecorded = abs(cell - spot) <= maxRelTicks;
    if (layer == LAYER_BALANCE) {
      vec2 flow = isThere ? texelFetch(flows, texel, 0).rg : vec2(0.0);
      float balance = log((flow.g + 1.0) / (flow.r + 1.0));
      strength = flow.g == flow.r ? 0.0 : aboveBlack(abs(balance) * scale.w);
      colour = ramp(balance > 0.0 ? PULLED : ADDED, strength);
    } else {
      vec4 stand = isThere ? texelFetch(standing, texel, 0) : vec4(0.0);
      if (layer == LAYER_VACUUM) {
        strength = stand.b > 0.0 ? aboveBlack(pow(stand.b, powers.y)) : 0.0;
        colour = ramp(VACUUM, strength);
      } else {
        float lots = max(stand.r, stand.g);
        bool isAsk = lots > 0.0 ? stand.r > stand.g : cell > spot;
        strength = lots > 0.0 ? clamp((log2(1.0 + lots) - scale.x) * scale.y, 0.0, 1.0) : 0.0;
        colour = ramp(isAsk ? ASK : BID, strength);
        float score = stand.a;
        if (layer == LAYER_BOTH && score >= scale.z) {
          float share = (score - scale.z) / (1.0 - scale.z + 0.01);
          colour = mix(colour, ramp(VACUUM, 0.6 + 0.4 * score), min(0.75 + share, 1.0));
          strength = max(strength, 0.5 + 0.5 * score);
        }
      }
    }
    isRecorded = isRecorded || strength > 0.0;
  }
  if (two.r == ${STATE.invalid} && strength > 0.0) {
    float grey = dot(colour, vec3(0.2126, 0.7152, 0.0722));
    colour = mix(vec3(grey), canvas, 0.55);
  }
  int wrap = (cell >> rowBits) & ${WRAP_MASK};
  int level = isRecorded ? 1 + int(strength * ${STRENGTHS - 1}.0) : 0;
  painted = vec4(colour, float((level << ${WRAP_BITS}) + wrap) / 255.0);
}
`
