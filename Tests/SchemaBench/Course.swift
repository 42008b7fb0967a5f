// SPDX-License-Identifier: Apache-2.0

import Glibc
import Schema
import Wire

/// A schema with values to hold against it.
struct Course {
    /// What it is called.
    let name: String
    /// The schema, compiled.
    let schema: CompiledSchema
    /// The values, parsed.
    let instances: [JSONNode]
    /// The schemas that it may refer to, by URI, for who compiles it elsewhere.
    let others: [JSONNode]

    /// How long one value takes: the least of some rounds, each of at least two milliseconds.
    func microseconds(rounds: Int = 7) -> Double {
        var least = Double.infinity
        var turns = 1
        for _ in 0..<rounds {
            var taken = time(turns)
            while taken < 2_000 {
                turns *= 2
                taken = time(turns)
            }
            least = min(least, taken / Double(turns * instances.count))
        }
        return least
    }

    private func time(_ turns: Int) -> Double {
        let start = threadMicroseconds()
        var good = 0
        for _ in 0..<turns {
            for instance in instances where schema.accepts(instance) { good += 1 }
        }
        // So that nothing is left out as useless.
        if good < 0 { print(good) }
        return threadMicroseconds() - start
    }

    /// Prints what it took.
    func say() { Report.say("schema.ours:\(name)", microseconds(), "µs", instances.count) }
}

/// The CPU time of this thread.
func threadMicroseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
}
