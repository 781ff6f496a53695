/** As much of JSON Schema as schema.json uses. */
export interface OptionSchema {
  readonly properties?: Readonly<Record<string, OptionSchema>>;
  readonly additionalProperties?: OptionSchema;
  readonly items?: OptionSchema;
  readonly anyOf?: readonly OptionSchema[];
  readonly oneOf?: readonly OptionSchema[];
  readonly required?: readonly string[];
  readonly examples?: readonly unknown[];
  /** Of what Nx gives by itself. */
  readonly hidden?: boolean;
}

/** A place in the options where a value can stand, such as `swagger.dir`, `include[].glob`, `env.*`. */
export interface OptionPlace {
  readonly label: string;
  /** The option of it. */
  readonly option: string;
  /** Options in which this value stands there, and nothing else that could be wrong. */
  readonly fill: (value: unknown) => Readonly<Record<string, unknown>>;
}

/** Every place of a schema's options: the options, and all that their objects and lists may hold. */
export function listPlaces(schema: OptionSchema): readonly OptionPlace[] {
  const shown = Object.entries(schema.properties ?? {}).filter(([, { hidden }]) => hidden !== true);
  const places = shown.flatMap(([option, inner]) =>
    placesIn(inner, { label: option, option, fill: (value) => ({ [option]: value }) }),
  );
  return [...new Map(places.map((place) => [place.label, place])).values()];
}

function placesIn(schema: OptionSchema, place: OptionPlace): OptionPlace[] {
  const { label, option, fill } = place;
  const { properties = {}, additionalProperties, items, anyOf = [], oneOf = [], required = [] } = schema;
  const rest = Object.fromEntries(required.map((name) => [name, properties[name]?.examples?.[0] ?? 'x']));
  return [
    place,
    ...[...anyOf, ...oneOf].flatMap((one) => placesIn(one, place)),
    ...Object.entries(properties).flatMap(([name, inner]) =>
      placesIn(inner, {
        label: `${label}.${name}`,
        option,
        fill: (value) => fill({ ...rest, [name]: value }),
      }),
    ),
    ...(additionalProperties === undefined
      ? []
      : placesIn(additionalProperties, {
          label: `${label}.*`,
          option,
          fill: (value) => fill({ NAME: value }),
        })),
    ...(items === undefined
      ? []
      : placesIn(items, { label: `${label}[]`, option, fill: (value) => fill([value]) })),
  ];
}
