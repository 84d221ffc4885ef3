/** A state, a pure reducer, and listeners told at most once per microtask. */

/**
 * @template S
 * @param {(state: S, action: {type: string}) => S} reduce
 * @param {S} initial
 */
export function createStore(reduce, initial) {
  let state = initial;
  let told = true;
  const listeners = new Set();

  function tell() {
    told = true;
    for (const listener of [...listeners]) listener(state);
  }

  return {
    get state() {
      return state;
    },
    dispatch(type, data = {}) {
      const next = reduce(state, { ...data, type });
      if (next === state) return;
      state = next;
      if (!told) return;
      told = false;
      queueMicrotask(tell);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
