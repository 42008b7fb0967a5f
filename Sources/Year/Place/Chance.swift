// SPDX-License-Identifier: Apache-2.0

/// Chance from a seed: SplitMix64, the same numbers on every machine.
///
/// Each story of the year draws from a chance of its own, named by the stream and a number, so that
/// a change in one story leaves all the others as they were.
package struct Chance: Sendable {
    private var state: UInt64

    /// Chance from a seed.
    package init(seed: UInt64) { state = seed }

    /// The chance of one story: its stream's name and its number, under the year's seed.
    package init(seed: UInt64, _ stream: String, _ number: Int = 0) {
        // FNV-1a over the name spreads streams apart; the first draw mixes it all.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state = seed &* 0x9E37_79B9_7F4A_7C15 ^ hash &+ UInt64(number) &* 0xD1B5_4A32_D192_ED03
        state = next()
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, and not including, 1.
    package mutating func share() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

    /// Whether something of a probability happens.
    package mutating func happens(_ probability: Double) -> Bool { share() < probability }

    /// A whole number of a range.
    package mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// One of a list that has at least one.
    package mutating func one<Element>(of list: [Element]) -> Element {
        list[number(0...list.count - 1)]
    }

    /// One of a list of choices, each with its weight.
    package mutating func one<Element>(weighted list: [(Element, Double)]) -> Element {
        var left = share() * list.reduce(0) { $0 + $1.1 }
        for (element, weight) in list {
            left -= weight
            if left < 0 { return element }
        }
        return list[list.count - 1].0
    }

    /// A whole number near an expected one: its whole part, and one more with the rest as chance.
    package mutating func count(near expected: Double) -> Int {
        let whole = Int(expected)
        return whole + (happens(expected - Double(whole)) ? 1 : 0)
    }

    /// So many bytes.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        while bytes.count < count {
            let word = next()
            for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * shift))) }
        }
        return Array(bytes.prefix(count))
    }

    /// A UUID of version 4 in lower case.
    package mutating func uuid() -> String {
        var bytes = bytes(16)
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (place, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(place) { text.append(UInt8(ascii: "-")) }
            text.append(Self.digits[Int(byte >> 4)])
            text.append(Self.digits[Int(byte & 0xF)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
