/**
 * What was worked out for an object, kept with it and gone with it: a WeakMap for what lives no longer than a call. The collector of young
 * objects takes all that an older WeakMap holds for alive, so with one every chart was copied to the old heap: a tenth of what a call cost.
 * The value is a private member of the object instead, which no copy of the object takes along.
 */

/** A constructor that returns an object gives its subclass's private members to that object. */
class Given {
  constructor(object: object) {
    return object;
  }
}

export interface KeptWith<Owner extends object, Value> {
  get(owner: Owner): Value | undefined;
  set(owner: Owner, value: Value): void;
}

export function keptWith<Owner extends object, Value>(): KeptWith<Owner, Value> {
  return class Kept extends Given {
    #value: Value;

    private constructor(owner: object, value: Value) {
      super(owner);
      this.#value = value;
    }

    static get(owner: object): Value | undefined {
      return #value in owner ? owner.#value : undefined;
    }

    static set(owner: object, value: Value): void {
      if (#value in owner) owner.#value = value;
      else new Kept(owner, value);
    }
  };
}
