/** Branded types: a pool id cannot be passed as an operator id. They cost nothing at run time. */
declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
