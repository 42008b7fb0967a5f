// SPDX-License-Identifier: Apache-2.0

/// Member names: no name twice in one object (RFC 7493 section 2.3).
///
/// Names are compared exactly, so there are no collisions to attack with: a small object is compared
/// pair by pair where two of its names look alike, a large one sorted.
extension JSONParser {
    /// The most members that are compared pair by pair.
    private static var smallObject: UInt32 { 32 }

    /// Refuses an object that has just been closed when it has a name twice.
    func refuseDuplicates(in container: Int) throws(JSONError) {
        let count = tape[container].length
        guard count > 1 else { return }
        if count <= Self.smallObject {
            try refuseEqualPairs(in: container)
        } else {
            try refuseEqualNeighbours(in: container)
        }
    }

    private func refuseEqualPairs(in container: Int) throws(JSONError) {
        guard mayHaveEqualNames(container) else { return }
        let end = Int(tape[container].next)
        var name = following(container + 1)
        while name < end {
            var earlier = container + 1
            while earlier < name {
                if areEqual(tape[earlier], tape[name]) { throw duplicate(earlier, name) }
                earlier = following(earlier)
            }
            name = following(name)
        }
    }

    /// Whether two names of an object may be equal: their lengths and three of their bytes are looked
    /// at, once each.
    private func mayHaveEqualNames(_ container: Int) -> Bool {
        // For each length, but for multiples of 16, which bytes were seen.
        var seen = InlineArray<16, UInt64>(repeating: 0)
        var name = container + 1
        for _ in 0..<tape[container].length {
            let entry = tape[name]
            if entry.hasEscapes { return true }
            let (first, last) = (Int(entry.start), Int(entry.start) + Int(entry.length) - 1)
            let three =
                entry.length == 0
                ? 0
                : Int(bytes[first]) + 7 * Int(bytes[last]) + 13 * Int(bytes[(first + last) / 2])
            let mark: UInt64 = 1 << UInt64(three & 63)
            let length = Int(entry.length & 15)
            if seen[length] & mark != 0 { return true }
            seen[length] |= mark
            name = following(name)
        }
        return false
    }

    private func refuseEqualNeighbours(in container: Int) throws(JSONError) {
        var names: [Int] = []
        names.reserveCapacity(Int(tape[container].length))
        var name = container + 1
        while name < Int(tape[container].next) {
            names.append(name)
            name = following(name)
        }
        names.sort { isAscending(tape[$0], tape[$1]) }
        for (one, other) in zip(names, names.dropFirst()) where areEqual(tape[one], tape[other]) {
            throw duplicate(min(one, other), max(one, other))
        }
    }

    /// The name after a name and its value.
    private func following(_ name: Int) -> Int { Int(tape[name + 1].next) }

    private func duplicate(_ first: Int, _ second: Int) -> JSONError {
        .duplicateMember(offset: Int(tape[second].start) - 1, first: Int(tape[first].start) - 1)
    }

    private func areEqual(_ one: JSONEntry, _ other: JSONEntry) -> Bool {
        if one.hasEscapes || other.hasEscapes {
            return JSONDecodedBytes(text, one).elementsEqual(JSONDecodedBytes(text, other))
        }
        guard one.length == other.length else { return false }
        return bytes[one.range].elementsEqual(bytes[other.range])
    }

    private func isAscending(_ one: JSONEntry, _ other: JSONEntry) -> Bool {
        if one.hasEscapes || other.hasEscapes {
            return JSONDecodedBytes(text, one).lexicographicallyPrecedes(
                JSONDecodedBytes(text, other))
        }
        return bytes[one.range].lexicographicallyPrecedes(bytes[other.range])
    }
}
