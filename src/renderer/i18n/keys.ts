/** What holds the languages to one another: the same keys, without the singular in Japanese. */
export type SameKeys<Texts> = {
  readonly [Key in keyof Texts as Key extends `${string}_one` ? never : Key]: string;
};
