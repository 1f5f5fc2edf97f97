/** Which token goes where. */

/** An access token, and the one server it was given for. */
export interface HeldToken {
  readonly server: string;
  readonly value: string;
}

/** Never another server's: the address of the page can change under a token that is held. */
export function tokenFor(server: string | undefined, held: HeldToken | undefined): string {
  return held !== undefined && held.server === server ? held.value : '';
}
