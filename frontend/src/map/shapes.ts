/** The outline each kind of place has, so that colour never stands alone. On a 24 by 24 grid. */

export type Shape = 'square' | 'circle' | 'diamond' | 'triangle' | 'ring';

interface Outline {
  path: string;
  /** Where the glyph sits: its side and the height of its middle. */
  glyphSize: number;
  glyphMiddle: number;
}

const circle = 'M12 1.500a10.500 10.500 0 1 1 0 21 10.500 10.500 0 0 1 0-21z';

const outlines: Record<Shape, Outline> = {
  square: {
    path: 'M6.500 2h11A4.500 4.500 0 0 1 22 6.500v11a4.500 4.500 0 0 1-4.500 4.500h-11A4.500 4.500 0 0 1 2 17.500v-11A4.500 4.500 0 0 1 6.500 2z',
    glyphSize: 14,
    glyphMiddle: 12,
  },
  circle: { path: circle, glyphSize: 13, glyphMiddle: 11.6 },
  diamond: {
    path: 'M10.600 1a2 2 0 0 1 2.800 0L23 10.600a2 2 0 0 1 0 2.800L13.400 23a2 2 0 0 1-2.800 0L1 13.400a2 2 0 0 1 0-2.800z',
    glyphSize: 11.5,
    glyphMiddle: 11.6,
  },
  triangle: {
    path: 'M10.300 2.200a2 2 0 0 1 3.400 0l9.200 17a2 2 0 0 1-1.750 2.900H2.850A2 2 0 0 1 1.100 19.200z',
    glyphSize: 13.5,
    glyphMiddle: 14.6,
  },
  ring: { path: circle, glyphSize: 12.5, glyphMiddle: 12 },
};

export function isShape(name: string): name is Shape {
  return name in outlines;
}

export function outlineOf(shape: string): Outline {
  return outlines[isShape(shape) ? shape : 'circle'];
}
