import { type EditMethod, edit, type LinearMap } from 'timelab'

/** How far past the destination the source is sent; 1 is TIME itself. */
const STRENGTH = 1.5

const scaled = (map: LinearMap | undefined): LinearMap | undefined =>
  map && { ...map, left: map.left.map((value) => STRENGTH * value) }

/**
 * A method of one's own, for notebook 03: TIME that overshoots. The source's tokens are to become c + s (c* - c) in place
 * of c*, as guidance overshoots a prediction, so P = I + s (C* - C) (Cᵀ C + lambda I)⁻¹ Cᵀ.
 */
const overshoot: EditMethod = {
  name: 'overshoot',
  edit(pairs, options) {
    const { width, keys, values } = edit(pairs, options)
    return { width, keys: scaled(keys), values: scaled(values) }
  },
}

export default overshoot
