package dev.skerry.edge.cache.redis;

/**
 * What Redis does in one go. Of each response in a hash there is a field with the response, another one with its stamp, whose
 * name is the first's behind {@code s}, and a line in the index ({@link VariantIndex}).
 */
final class RedisScripts {
    /** KEYS: the hash. ARGV: field, names of Vary, value, time to live in ms, most variants, stamp. */
    static final String STORE = """
            local kept = {ARGV[1] .. ' ' .. ARGV[2]}
            local index = redis.call('HGET', KEYS[1], 'i')
            if index then
              for line in string.gmatch(index, '[^\\n]+') do
                local field = string.match(line, '^[^ ]+')
                if field ~= ARGV[1] then
                  if #kept < tonumber(ARGV[5]) then
                    kept[#kept + 1] = line
                  else
                    redis.call('HDEL', KEYS[1], field, 's' .. field)
                  end
                end
              end
            end
            redis.call('HSET', KEYS[1], 'i', table.concat(kept, '\\n'), ARGV[1], ARGV[3], 's' .. ARGV[1], ARGV[6])
            local left = redis.call('PTTL', KEYS[1])
            redis.call('PEXPIRE', KEYS[1], math.max(left, tonumber(ARGV[4])))
            return 1
            """;

    /** KEYS: the hash. ARGV: field, stamp. Removes the response if it has that stamp still; 1 if it has. */
    static final String ERASE = """
            local stamp = redis.call('HGET', KEYS[1], 's' .. ARGV[1]) or ''
            if stamp ~= ARGV[2] then
              return 0
            end
            local kept = {}
            local index = redis.call('HGET', KEYS[1], 'i') or ''
            for line in string.gmatch(index, '[^\\n]+') do
              if string.match(line, '^[^ ]+') ~= ARGV[1] then
                kept[#kept + 1] = line
              end
            end
            if #kept == 0 then
              redis.call('UNLINK', KEYS[1])
            else
              redis.call('HDEL', KEYS[1], ARGV[1], 's' .. ARGV[1])
              redis.call('HSET', KEYS[1], 'i', table.concat(kept, '\\n'))
            end
            return 1
            """;

    /** KEYS: the hash. Field and stamp of each response, one after the other; an empty stamp where there is none. */
    static final String STAMPS = """
            local found = {}
            local index = redis.call('HGET', KEYS[1], 'i') or ''
            for line in string.gmatch(index, '[^\\n]+') do
              local field = string.match(line, '^[^ ]+')
              found[#found + 1] = field
              found[#found + 1] = redis.call('HGET', KEYS[1], 's' .. field) or ''
            end
            return found
            """;

    /** KEYS: hashes. Stamp and size of the content of each response in them, one after the other; no stamp is an empty one. */
    static final String SIZES = """
            local found = {}
            for _, key in ipairs(KEYS) do
              local index = redis.call('HGET', key, 'i') or ''
              for line in string.gmatch(index, '[^\\n]+') do
                local field = string.match(line, '^[^ ]+')
                found[#found + 1] = redis.call('HGET', key, 's' .. field) or ''
                found[#found + 1] = tostring(redis.call('HSTRLEN', key, field))
              end
            end
            return found
            """;

    /** KEYS: the lock. ARGV: holder, ms. Takes the lock, or keeps it; 1 if the holder has it now. */
    static final String HOLD = """
            local holder = redis.call('GET', KEYS[1])
            if holder and holder ~= ARGV[1] then
              return 0
            end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """;

    /** KEYS: the lock. ARGV: holder. */
    static final String RELEASE = """
            if redis.call('GET', KEYS[1]) == ARGV[1] then
              redis.call('DEL', KEYS[1])
            end
            return 1
            """;

    private RedisScripts() {}
}
