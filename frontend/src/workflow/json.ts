/** Plain JSON, as documents hold it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object of its own keys only, in order; a key may be `__proto__`. */
export function objectOf<Value extends Json>(
  entries: Iterable<readonly [string, Value]>,
): { readonly [key: string]: Value } {
  return Object.fromEntries([...entries].sort(([one], [other]) => compareTexts(one, other)));
}

/** By code units, as canonical JSON (RFC 8785) orders keys. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** The value of a key of the object's own. */
export function ownValue(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
