import { jsonSettings, pushJson } from '../modules/json.ts'
import type { Lua, Thread } from './engine.ts'

// Arrays know that they are arrays, so that an empty one is still one when it is sent on.
const settings = { ...jsonSettings(), decodeArrayWithArrayMt: true }

/**
 * Pushes the value of a platform's event. Numbers keep their digits where the engine has such integers, empty arrays
 * stay arrays when they are encoded again, and null is `json.null`.
 * @throws JsonError for text that is not JSON
 */
export const pushMessage = (lua: Lua, t: Thread, text: Uint8Array): void => pushJson(lua, t, text, settings)
