/** Names an order within a call: one drug order can be laid before us under two requests, such as two dispatched visits. */
import type { Order } from './types.js';

export function orderKey({ reference, carrier }: Order): string {
  return carrier.reference === reference ? reference : `${reference} ${carrier.reference}`;
}
