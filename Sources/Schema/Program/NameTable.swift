// SPDX-License-Identifier: Apache-2.0

/// Some names or coded values of a schema, to be found by their UTF-8 bytes in a `NameStore`.
///
/// Plain numbers that say where the names stand; the empty table holds none.
struct NameTable: Sendable, BitwiseCopyable {
    /// Where the table's buckets begin, one for each length of name.
    fileprivate let buckets: UInt32
    /// The last bucket.
    fileprivate let last: Int32

    /// The table of no names.
    static let empty = NameTable(buckets: 0, last: -1)

    /// Whether there is no name in it.
    var isEmpty: Bool { last < 0 }
}

/// The names of all tables of a program, in three arrays of plain values.
///
/// In a table they are sorted by length, then by their bytes; so few share a length that a look-up
/// mostly compares eight bytes once. A crowd of one length is searched by halving. There is no
/// hash, so nothing to attack it with.
struct NameStore: Sendable {
    /// A name of a table.
    private struct Entry: BitwiseCopyable {
        /// Its first eight bytes; of a shorter name all bytes, some of them twice.
        let prefix: UInt64
        let start: UInt32
        let length: UInt32
        /// Its number in the table.
        let number: UInt32
    }

    /// Names of this length and longer ones share a bucket.
    private static let longest = 64
    /// Buckets of up to so many names are searched from end to end.
    private static let crowd = 8

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    private var buckets: [UInt32] = []

    /// Adds a table of different names, each known by its number in the given order.
    mutating func add(_ names: [[UInt8]]) -> NameTable {
        guard !names.isEmpty else { return .empty }
        let first = buckets.count
        let sorted = names.enumerated().map { (number: $0.offset, name: $0.element) }
            .sorted { Self.precedes($0.name, $1.name) }
        for (number, name) in sorted {
            while buckets.count - first <= min(name.count, Self.longest) {
                buckets.append(UInt32(entries.count))
            }
            entries.append(
                Entry(
                    prefix: name.withUnsafeBufferPointer(Self.prefix), start: UInt32(bytes.count),
                    length: UInt32(name.count), number: UInt32(number)))
            bytes.append(contentsOf: name)
        }
        let last = buckets.count - first - 1
        buckets.append(UInt32(entries.count))
        return NameTable(buckets: UInt32(first), last: Int32(last))
    }

    /// The number of the name with exactly these bytes, or -1.
    func number(of name: UnsafeBufferPointer<UInt8>, in table: NameTable) -> Int {
        let bucket = min(name.count, Self.longest)
        guard bucket <= Int(table.last) else { return -1 }
        var low = Int(buckets[Int(table.buckets) + bucket])
        var high = Int(buckets[Int(table.buckets) + bucket + 1])
        guard low < high else { return -1 }
        let prefix = Self.prefix(of: name)
        if high - low > Self.crowd { halve(&low, &high, prefix, name) }
        while low < high {
            let entry = entries[low]
            if entry.prefix == prefix, isSame(entry, name) { return Int(entry.number) }
            low += 1
        }
        return -1
    }

    /// Narrows a range of entries down to where the name would stand.
    private func halve(
        _ low: inout Int, _ high: inout Int, _ prefix: UInt64, _ name: UnsafeBufferPointer<UInt8>
    ) {
        let end = high
        while low < high {
            let middle = (low + high) / 2
            if comesBefore(entries[middle], prefix, name) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        high = min(low + 1, end)
    }

    private func isSame(_ entry: Entry, _ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard Int(entry.length) == name.count else { return false }
        return bytes.withUnsafeBytes { all in
            let name = UnsafeRawBufferPointer(name)
            var index = 8
            while index < name.count {
                // The last eight, of which some were compared already.
                let place = min(index, name.count - 8)
                let one = name.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                let other = all.loadUnaligned(
                    fromByteOffset: Int(entry.start) + place, as: UInt64.self)
                guard one == other else { return false }
                index += 8
            }
            return true
        }
    }

    private func comesBefore(
        _ entry: Entry, _ prefix: UInt64, _ name: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if Int(entry.length) != name.count { return Int(entry.length) < name.count }
        if entry.prefix != prefix { return entry.prefix < prefix }
        return bytes[Int(entry.start)..<Int(entry.start) + Int(entry.length)]
            .lexicographicallyPrecedes(name)
    }

    private static func precedes(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        if one.count != other.count { return one.count < other.count }
        return one.lexicographicallyPrecedes(other)
    }

    /// The first eight bytes as a number that, among names of one length, sorts as they do.
    @inline(__always)
    private static func prefix(of name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        if name.count >= 8 {
            return UInt64(bigEndian: UnsafeRawBufferPointer(name).loadUnaligned(as: UInt64.self))
        }
        let count = name.count
        if count >= 4 {
            let raw = UnsafeRawBufferPointer(name)
            let first = UInt32(bigEndian: raw.loadUnaligned(as: UInt32.self))
            let last = raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            return UInt64(first) << 32 | UInt64(UInt32(bigEndian: last))
        }
        if count == 0 { return 0 }
        return UInt64(name[0]) << 16 | UInt64(name[count / 2]) << 8 | UInt64(name[count - 1])
    }
}
