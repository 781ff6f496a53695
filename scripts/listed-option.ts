import type { OptionSchema } from './option-schema.ts';

/** An option, or a part of one, as a reader meets it. */
export interface ListedOption {
  /** Such as `swagger.dir` or `include[].glob`. */
  readonly name: string;
  /** 0 for an option, 1 for a part of one. */
  readonly depth: number;
  readonly schema: OptionSchema;
  /** Each is the whole of `options` in a project.json. */
  readonly examples: readonly object[];
}

/** Every option, each followed by its parts. */
export function listOptions({ properties = {} }: OptionSchema): readonly ListedOption[] {
  return Object.entries(properties).flatMap(([name, schema]) =>
    list(name, 0, schema, (value) => ({ [name]: value })),
  );
}

/** `complete` makes whole options of a value. */
function list(
  name: string,
  depth: number,
  schema: OptionSchema,
  complete: (value: unknown) => object,
): readonly ListedOption[] {
  const variants = [schema, ...(schema.oneOf ?? []), ...(schema.items?.anyOf ?? [])];
  const { properties = {}, required = [] } = variants.find((variant) => variant.properties) ?? {};
  const parts = Object.entries(properties).flatMap(([part, one]) => {
    const others = required.filter((other) => other !== part);
    const rest = Object.fromEntries(others.map((other) => [other, properties[other]?.examples?.[0]]));
    return list(`${name}${schema.items ? '[]' : ''}.${part}`, depth + 1, one, (value) => {
      const object = { ...rest, [part]: value };
      return complete(schema.items ? [object] : object);
    });
  });
  return [{ name, depth, schema, examples: (schema.examples ?? []).map(complete) }, ...parts];
}
