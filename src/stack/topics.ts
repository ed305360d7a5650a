type Annotations = Readonly<Record<string, string>>

/** The topics in the annotation `topic`, which separates them by commas. */
export const topicsOf = (annotations: Annotations): string[] =>
  (annotations.topic ?? '').split(',').map(topic => topic.trim()).filter(topic => topic !== '')

/** The expressions in the annotation `schedule` (several with `;`) of a function with the topic `cron-function`. */
export const schedulesOf = (annotations: Annotations): string[] =>
  topicsOf(annotations).includes('cron-function') ? (annotations.schedule ?? '').split(';').map(one => one.trim()).filter(one => one !== '') : []
