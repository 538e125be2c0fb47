/** What an attribute says something about. Two of one sort exclude each other: a brown hen made golden is not brown. */
export type Sort = keyof typeof lists

const lists = {
  size: `big large small little tiny huge giant gigantic enormous massive colossal miniature mini microscopic tall short
    long wide narrow thick thin fat slim oversized`,
  age: `old young new ancient antique modern vintage elderly teenage middle-aged newborn futuristic medieval prehistoric
    victorian contemporary retro`,
  shape: `round square rectangular triangular oval circular hexagonal octagonal spherical cubic conical cylindrical flat
    heart-shaped star-shaped pyramidal`,
  colour: `red orange yellow green blue purple violet indigo pink brown black white grey gray golden gold silver bronze
    copper cyan magenta turquoise teal lime beige ivory crimson scarlet maroon burgundy navy azure lavender lilac
    mauve khaki olive tan amber coral rainbow colourful colorful multicoloured multicolored monochrome colourless
    transparent reddish bluish greenish yellowish pinkish`,
  pattern: 'striped spotted dotted checkered chequered plaid tartan floral paisley polka-dot camouflage',
  hair: 'blond blonde brunette bald hair afro dreadlocks braids ponytail curls mohawk',
  material: `wooden wood stone marble granite glass metal metallic iron steel copper bronze brass tin gold golden silver
    platinum plastic paper cardboard leather velvet silk satin cotton woollen woolen wool denim linen lace fur ceramic
    clay porcelain brick concrete sand wax rubber straw bamboo wicker crystal diamond origami knitted felt foam jade
    ivory bone terracotta chrome aluminium aluminum lego`,
  temperature: 'hot cold warm cool frozen lukewarm',
  moisture: 'wet dry damp soaked',
  tidiness: 'clean dirty muddy',
  mood: 'happy sad angry cheerful joyful gloomy furious grumpy',
  sex: 'male female',
  origin: `african american arab arabian argentinian asian australian austrian belgian brazilian british canadian chinese
    cuban czech danish dutch egyptian english ethiopian european finnish french german greek hawaiian hungarian icelandic
    indian indonesian iranian irish israeli italian jamaican japanese kenyan korean latvian mexican mongolian moroccan
    nepalese norwegian persian peruvian polish portuguese roman romanian russian scandinavian scottish siberian spanish swedish
    swiss thai tibetan turkish ukrainian vietnamese welsh`,
  flavour: `vanilla chocolate strawberry raspberry blueberry cherry lemon mint caramel coffee coconut pistachio hazelnut
    mango peach apple banana fruit vegetable meat cheese chicken beef fish tomato potato mushroom pumpkin carrot`,
} as const

const sorts = new Map<string, Sort[]>()
for (const [sort, list] of Object.entries(lists)) {
  for (const word of list.split(/\s+/)) sorts.set(word, [...(sorts.get(word) ?? []), sort as Sort])
}

/** The sorts that an attribute belongs to, given as a bare word; none where it is not of a common sort. */
export function sortsOf(word: string): readonly Sort[] {
  const known = sorts.get(word)
  if (known !== undefined) return known
  if (/-?haired$/.test(word)) return ['hair']
  if (/-shaped$/.test(word)) return ['shape']
  if (/-colou?red$/.test(word)) return ['colour']
  // "sky-blue", "dark-brown"
  const last = /-(\w+)$/.exec(word)?.[1]
  return last !== undefined && sorts.get(last)?.includes('colour') ? ['colour'] : []
}

const oneOf = (list: string) => {
  const words = new Set(list.split(/\s+/))
  return (word: string): boolean =>
    words.has(word) || words.has(word.replace(/s$/, '')) || words.has(word.replace(/es$/, ''))
}

/** Nouns of pictures: what stands behind their "of" is what the picture shows. */
export const isDepiction =
  oneOf(`photo photograph picture image painting drawing sketch portrait illustration render
  rendering cartoon comic poster postcard snapshot close-up closeup watercolour watercolor engraving etching woodcut
  print mural sticker logo icon emoji screenshot selfie still shot view art artwork clipart mosaic collage animation
  doodle scan caricature fresco depiction`)

/** Nouns of amounts and of what holds things: the things behind their "of" are what is spoken of. */
export const isCollection =
  oneOf(`pack bunch bouquet herd flock group pile field bowl basket vase pair couple set box
  crowd row stack heap handful cluster collection dozen pod school swarm number variety kind piece slice cup glass bottle
  plate jar bag bucket carton tray crate garden forest bush patch bed line circle ring team army family litter pride
  colony lot lots plenty hundreds thousands dozens scoop bundle wreath branch`)

/** Words that tone an attribute and go with it. */
export const isToning = oneOf(
  'very light dark pale bright deep plain pure vivid soft pastel neon extremely really',
)

/** Nouns of what people do together, which an activity may belong to rather than to who takes part. */
export const isEvent = oneOf(
  'match game race tournament contest competition concert show performance class lesson meeting party',
)

/** Nouns so general that a particular one may stand in their place. */
export const isGeneric = oneOf('food drink product item thing stuff goods article object merchandise')

/** Nouns of what holds things: with "with", too, what they hold may be what is spoken of. */
export const isContainer = oneOf(
  'vase bowl basket box plate cup glass bottle jar bag bucket tray crate carton pot dish',
)

/** Nouns of people in general, who take no colour or material as things do. */
export const isPerson = oneOf(
  'person people man men woman women boy girl child children kid lady gentleman baby',
)
