export interface Leak {
  readonly secret: string;
  readonly line: string;
}

export function secretsOf(value: unknown): ReadonlySet<string>;
export function secretOfHeader(authorization: string | undefined): readonly string[];
export function leaksIn(text: string, secrets: Iterable<string>): readonly Leak[];
