import { LINE } from '../state/marks.ts'

/** Position functions shared by lines and dots. */
const PLACE = `
/** Device pixels: the plot's, a column's and a tick's. */
uniform vec2 size;
uniform vec2 cell;
/** The column at the right edge, counted as the marks count them, and the tick in the middle. */
uniform vec2 corner;
/** Device pixels per CSS pixel. */
uniform float density;

float columnX(float column) {
  return size.x - (corner.x + 1.0 - column) * cell.x;
}

float tickY(float tick) {
  return size.y * 0.5 - (tick - corner.y) * cell.y;
}

vec4 positioned(vec2 pixel) {
  vec2 place = pixel / size * 2.0 - 1.0;
  return vec4(place.x, -place.y, 0.0, 1.0);
}
`

/** Maximum number of line kinds in the shader. */
const MAX_KINDS = 16

/** A horizontal or vertical line as a rectangle on whole pixels, as thick as its kind. */
export const LINE_VERTEX_SHADER = `#version 300 es
precision highp float;
${PLACE}
/** CSS pixels by which lines are thicker in this pass, and what is drawn in it. */
uniform float halo;
uniform vec4 haloColour;
/** Of each kind: thickness and dash in CSS pixels, 0 is no dash. */
uniform vec2 strokes[${MAX_KINDS}];
uniform vec4 colours[${MAX_KINDS}];

layout(location = 0) in vec4 line;
layout(location = 1) in float kind;

/** Kinds from this on are filled. */
const int FIRST_BODY = ${LINE.bodyUp};

flat out vec4 colour;
flat out float dash;

void main() {
  int index = int(kind);
  vec2 stroke = strokes[index] * density;
  // Only lines over a pixel thick have a halo.
  bool hasHalo = strokes[index].x > 1.0;
  float thickness = max(round(stroke.x + 2.0 * halo * density), 1.0);
  vec2 from = vec2(columnX(line.x), tickY(line.w));
  vec2 to = vec2(columnX(line.y), tickY(line.z));
  bool isAlongTime = line.z == line.w;
  float across = floor((isAlongTime ? from.y : from.x) - thickness * 0.5 + 0.5);
  vec2 low = isAlongTime ? vec2(from.x, across) : vec2(across, floor(from.y - thickness * 0.5 + 0.5));
  vec2 high = isAlongTime
    ? vec2(to.x, across + thickness)
    : vec2(across + thickness, floor(to.y + thickness * 0.5 + 0.5));
  if (index >= FIRST_BODY) {
    low = floor(from + 0.5);
    high = max(floor(to + 0.5), low + 1.0);
  }
  vec2 side = vec2(gl_VertexID & 1, gl_VertexID >> 1);
  bool isDrawn = halo == 0.0 || hasHalo;
  gl_Position = isDrawn ? positioned(mix(low, high, side)) : vec4(2.0, 2.0, 0.0, 1.0);
  colour = halo == 0.0 ? colours[index] : haloColour;
  dash = halo == 0.0 ? stroke.y : 0.0;
}
`

export const LINE_FRAGMENT_SHADER = `#version 300 es
precision highp float;

flat in vec4 colour;
flat in float dash;
out vec4 painted;

void main() {
  if (dash > 0.0 && mod(gl_FragCoord.x, dash) >= dash * 0.5) discard;
  painted = colour;
}
`

/** A trade as a round dot whose area is its lots, with the bought and the sold part. */
export const DOT_VERTEX_SHADER = `#version 300 es
precision highp float;
${PLACE}
/** Radius in CSS pixels of the smallest and of a large trade; lots of a large trade. */
uniform vec3 radii;

layout(location = 0) in vec4 trade;

flat out float boughtShare;
flat out float radius;
out vec2 offset;

void main() {
  float lots = trade.z + trade.w;
  float share = min(lots / radii.z, 4.0);
  radius = mix(radii.x, radii.y, sqrt(share)) * density;
  vec2 side = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  // More than the dot, for its outline and where that fades.
  offset = side * (radius + density + 1.0);
  gl_Position = positioned(vec2(columnX(trade.x + 0.5), tickY(trade.y)) + offset);
  boughtShare = trade.z / lots;
}
`

export const DOT_FRAGMENT_SHADER = `#version 300 es
precision highp float;

flat in float boughtShare;
flat in float radius;
in vec2 offset;
out vec4 painted;

uniform float density;
uniform vec3 buyer;
uniform vec3 seller;
uniform vec3 outline;

/** Smaller dots have the colour of the larger side alone, CSS pixels. */
const float MIN_PIE = 3.0;

void main() {
  float far = length(offset);
  float cover = clamp(radius + density + 0.5 - far, 0.0, 1.0);
  if (cover == 0.0) discard;
  // Clockwise from the top, 0 to 1.
  float turn = atan(offset.x, -offset.y) / 6.2831853 + 0.5;
  bool isPie = radius > MIN_PIE * density;
  bool isBought = isPie ? 1.0 - turn < boughtShare : boughtShare >= 0.5;
  float inside = clamp(radius + 0.5 - far, 0.0, 1.0);
  painted = vec4(mix(outline, isBought ? buyer : seller, inside), cover);
}
`
