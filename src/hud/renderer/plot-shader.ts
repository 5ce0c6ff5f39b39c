import { RING_COLUMNS } from '../state/column-ring.ts'
import { STRENGTHS, WRAPS } from './cell-shader.ts'

/** More columns or ticks than this in a pixel are passed over; the zoom's bounds allow no more. */
const MOST_IN_PIXEL = 8

export interface PlotVariant {
  /** Is each column around its own spot? */
  readonly isSpotAnchored: boolean
  /** Are there columns or ticks narrower than a pixel? */
  readonly isFine: boolean
}

/**
 * A pixel's colour: that of the cell it shows, the strongest of several. Where the shader is run by
 * a processor it is what a frame costs, so it does no more than its variant needs.
 */
export function plotShader({ isSpotAnchored, isFine }: PlotVariant): string {
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
/** Rows of the ring, a power of two. */
uniform int rows;
/** Ticks of a row, and the lowest's place among its multiples: 1 and 0 where a row is a tick. */
uniform vec2 strikes;
/** Column and tick of the crosshair; a column below 0 is none. */
uniform ivec2 crosshair;
uniform vec3 background;
/** What is where nothing is recorded: its canvas, and its hatching. */
uniform vec3 blank;
uniform vec3 hatch;
uniform vec3 light;
/** Device pixels of a CSS pixel. */
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
  int row = int(floor((float(tick) - strikes.y) / strikes.x + 0.5));
  int texel = row & (rows - 1);
  vec4 found = texelFetch(cells, ivec2(texel, slot), 0);
  int code = int(found.a * 255.0 + 0.5);
  int level = code / ${WRAPS};
  if (level == NOT_KNOWN) return vec4(0.0, 0.0, 0.0, -2.0);
  bool isOf = code % ${WRAPS} == (((row - texel) / rows) & ${WRAPS - 1});
  return vec4(found.rgb, isOf ? float(level) - 1.0 : -1.0);
}

void main() {
  vec2 place = vec2(gl_FragCoord.x, size.y - gl_FragCoord.y);
  // Edges of what the pixel shows, in columns right of the corner and ticks above it.
  float right = fraction.x - (size.x - place.x) / cell.x;
  float up = fraction.y + (size.y * 0.5 - place.y) / cell.y + 0.5;
  ivec2 last = ivec2(floor(vec2(right, up)));
  ivec2 first = last;
  ${
    isFine
      ? `if (cell.x < 1.0) {
    last.x = int(ceil(right + 0.5 / cell.x)) - 1;
    first.x = min(int(ceil(right - 0.5 / cell.x)), last.x);
  }
  if (cell.y < 1.0) {
    last.y = int(ceil(up + 0.5 / cell.y)) - 1;
    first.y = min(int(ceil(up - 0.5 / cell.y)), last.y);
  }
  last = min(last, first + ${MOST_IN_PIXEL - 1});`
      : ''
  }
  ivec2 from = corner + first + ivec2(1, 0);
  ivec2 to = corner + last + ivec2(1, 0);
  ${
    isFine
      ? `vec4 most = vec4(-2.0);
  for (int number = from.x; number <= to.x; number++) {
    for (int tick = from.y; tick <= to.y; tick++) {
      vec4 found = cellAt(number, tick);
      if (found.a > most.a) most = found;
    }
  }`
      : 'vec4 most = cellAt(from.x, from.y);'
  }
  vec3 colour = most.rgb;
  if (most.a < -1.5) colour = background;
  else if (most.a < 0.0) {
    colour = mod(place.x + place.y, 8.0 * density) < density ? hatch : blank;
  }
  bool isCrossed =
    (from.x <= crosshair.x && to.x >= crosshair.x) || (from.y <= crosshair.y && to.y >= crosshair.y);
  if (isCrossed && crosshair.x >= 0) colour = mix(colour, light, 0.22);
  painted = vec4(colour, 1.0);
}
`
}
