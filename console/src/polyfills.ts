// What Chromium 86 lacks and our dependencies use. Each line is dead weight once the floor has passed its version.
if (!Object.hasOwn) {
  Object.hasOwn = (object: object, key: PropertyKey): boolean => Object.prototype.hasOwnProperty.call(object, key)
}

function at<T>(this: ArrayLike<T>, index: number): T | undefined {
  return this[index < 0 ? this.length + Math.trunc(index) : Math.trunc(index)]
}

for (const { prototype } of [Array, String]) {
  if (!('at' in prototype)) Object.defineProperty(prototype, 'at', { value: at, writable: true, configurable: true })
}

if (!('findLast' in Array.prototype)) {
  Object.defineProperty(Array.prototype, 'findLast', {
    value<T>(this: T[], test: (item: T, index: number, all: T[]) => unknown): T | undefined {
      for (let index = this.length - 1; index >= 0; index -= 1) {
        if (test(this[index]!, index, this)) return this[index]
      }
      return undefined
    },
    writable: true,
    configurable: true,
  })
}

/** Enough for what we copy: plain JSON. */
if (!('structuredClone' in globalThis)) {
  Object.defineProperty(globalThis, 'structuredClone', { value: (value: unknown) => JSON.parse(JSON.stringify(value)) })
}

export {}
