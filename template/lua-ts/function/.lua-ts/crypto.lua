---@meta

local crypto = {}

---@param algorithm string such as "sha256"
---@param data string
---@param raw? boolean bytes instead of hex
---@return string
function crypto.digest(algorithm, data, raw) end

---@param algorithm string such as "sha256"
---@param key string
---@param data string
---@param raw? boolean bytes instead of hex
---@return string
function crypto.hmac(algorithm, key, data, raw) end

---@param a string
---@param b string
---@return boolean
function crypto.equal(a, b) end

---@param count integer up to 65536
---@return string
function crypto.random_bytes(count) end

---@param key string of 16, 24 or 32 bytes
---@param data string
---@param extra? string
---@return string sealed nonce, ciphertext, tag
function crypto.encrypt(key, data, extra) end

---@param key string
---@param sealed string
---@param extra? string
---@return string? data
---@return string? problem
function crypto.decrypt(key, sealed, extra) end

---@param algorithm string such as "RS256", "ES256", "EdDSA"
---@param private_key string PEM
---@param data string
---@return string signature
function crypto.sign(algorithm, private_key, data) end

---@param algorithm string
---@param public_key string PEM
---@param data string
---@param signature string
---@return boolean
function crypto.verify(algorithm, public_key, data, signature) end

---@param claims table
---@param key string
---@param algorithm? string default "HS256"
---@return string token
function crypto.jwt_sign(claims, key, algorithm) end

---@param token string
---@param key string
---@param options { algorithms: string[], issuer?: string, audience?: string, leeway?: number }
---@return table? claims
---@return string? problem
function crypto.jwt_verify(token, key, options) end

return crypto
