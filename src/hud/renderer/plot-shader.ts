import { GEX_REACH, GEX_STEPS } from '../../player/heatmap.ts'
import { RING_COLUMNS } from '../state/column-ring.ts'
import { TICK_HEIGHTS_PX } from '../viewport.ts'
import { STRENGTHS, WRAP_BITS, WRAP_MASK } from './cell-shader.ts'

/** Maximum ticks in a pixel at the zoom limits; of columns there are at most two. */
const MAX_TICKS_IN_PIXEL = 1 / TICK_HEIGHTS_PX.least

export interface PlotVariant {
  /** Anchor `spot`: each column is around its own spot. */
  readonly isSpotAnchored: boolean
  /** Columns are narrower than a pixel. */
  readonly hasNarrowColumns: boolean
  /** Ticks are lower than a pixel. */
  readonly hasLowTicks: boolean
  /** Rows are strikes instead of ticks. */
  readonly isStrikes: boolean
}

/**
 * A pixel's colour: that of its cell, or of the most intense of several. With software rendering
 * this shader is the cost of a frame, so each variant contains only what it needs.
 */
export function plotShader(variant: PlotVariant): string {
  const { isSpotAnchored, hasNarrowColumns, hasLowTicks, isStrikes } = variant
  return `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;

uniform sampler2D cells;
${isSpotAnchored ? 'uniform isampler2D facts;\nuniform int newestSpot;' : ''}

/** Device pixels: the plot's, a column's and a tick's. */
uniform vec2 size;
uniform vec2 cell;
/** The column at the right edge and the tick in the middle, whole and the rest. */
uniform ivec2 corner;
uniform vec2 fraction;
/** Rows of the ring are 2 to this power. */
uniform int rowBits;
${isStrikes ? "/** Ticks from one strike to the next, and the lowest's place among its multiples. */\nuniform vec2 strikes;" : ''}
uniform vec3 background;
/** Share of the heatmap that is left under candles. */
uniform float share;
uniform vec3 canvas;
/** What is where nothing is recorded: its canvas, and its hatching. */
uniform vec3 blank;
uniform vec3 hatch;
/** Device pixels per CSS pixel. */
uniform float density;

out vec4 painted;

const int NO_TICK = -2147483647 - 1;
const int NOT_KNOWN = ${STRENGTHS + 1};

/** A cell's colour and strength, −1 where nothing is recorded, −2 where nothing is known. */
vec4 cellAt(int number, int tick) {
  int slot = number & ${RING_COLUMNS - 1};
  ${
    isSpotAnchored
      ? `int spot = texelFetch(facts, ivec2(0, slot), 0).g;
  if (spot != NO_TICK) tick += spot - newestSpot;`
      : ''
  }
  int row = ${isStrikes ? 'int(floor((float(tick) - strikes.y) / strikes.x + 0.5))' : 'tick'};
  vec4 found = texelFetch(cells, ivec2(row & ((1 << rowBits) - 1), slot), 0);
  int code = int(found.a * 255.0 + 0.5);
  int level = code >> ${WRAP_BITS};
  if (level == NOT_KNOWN) return vec4(0.0, 0.0, 0.0, -2.0);
  bool isOf = (code & ${WRAP_MASK}) == ((row >> rowBits) & ${WRAP_MASK});
  ${
    isStrikes
      ? `// A strike's line is as thick as its exposure.
  float strength = float(level - 1) / ${GEX_STEPS}.0;
  float far = abs(float(tick) - float(row) * strikes.x - strikes.y);
  if (far > max(strength * ${GEX_REACH} * strikes.x, 0.5)) return vec4(blank, 0.0);`
      : ''
  }
  return vec4(found.rgb, isOf ? float(level) - 1.0 : -1.0);
}

vec4 strongestAt(int number, int from, int to) {
  vec4 most = cellAt(number, from);
  ${
    hasLowTicks
      ? `for (int n = 1; n < ${MAX_TICKS_IN_PIXEL}; n++) {
    vec4 found = cellAt(number, min(from + n, to));
    if (found.a > most.a) most = found;
  }`
      : ''
  }
  return most;
}

void main() {
  vec2 place = vec2(gl_FragCoord.x, size.y - gl_FragCoord.y);
  // Edges of what the pixel shows, in columns right of the corner and ticks above it.
  float right = fraction.x - (size.x - place.x) / cell.x;
  float up = fraction.y + (size.y * 0.5 - place.y) / cell.y + 0.5;
  ivec2 last = ivec2(floor(vec2(right, up)));
  ivec2 first = last;
  ${
    hasNarrowColumns
      ? `last.x = int(ceil(right + 0.5 / cell.x)) - 1;
  first.x = min(int(ceil(right - 0.5 / cell.x)), last.x);`
      : ''
  }
  ${
    hasLowTicks
      ? `last.y = int(ceil(up + 0.5 / cell.y)) - 1;
  first.y = min(int(ceil(up - 0.5 / cell.y)), last.y);`
      : ''
  }
  ivec2 from = corner + first + ivec2(1, 0);
  ivec2 to = corner + last + ivec2(1, 0);
  vec4 most = strongestAt(from.x, from.y, to.y);
  ${
    hasNarrowColumns
      ? `vec4 other = strongestAt(to.x, from.y, to.y);
  if (other.a > most.a) most = other;`
      : ''
  }
  vec3 colour = most.rgb;
  if (most.a < -1.5) colour = background;
  else if (most.a < 0.0) {
    colour = mod(place.x + place.y, 8.0 * density) < density ? hatch : blank;
  }
  painted = vec4(mix(canvas, colour, share), 1.0);
}
`
}
