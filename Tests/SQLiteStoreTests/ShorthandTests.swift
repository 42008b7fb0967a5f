// SPDX-License-Identifier: Apache-2.0

import Handoffs
import Ledger
import Relay
import Safeguarding
import StoreContract
import Testing
import TransparencyLog

@testable import SQLiteStore

@Suite struct `Text in shorthand` {
    /// Bytes of every sort: few or all letters, long runs, pieces of the book and of what was said.
    private static func random(_ generator: inout some RandomNumberGenerator) -> [UInt8] {
        var text: [UInt8] = []
        for _ in 0..<Int.random(in: 0...12, using: &generator) {
            let count = Int.random(in: 0...300, using: &generator)
            let source = [PhraseBook.current.text, text].randomElement(using: &generator) ?? []
            switch Int.random(in: 0...3, using: &generator) {
            case 0:
                let highest = UInt8.random(in: 0...255, using: &generator)
                text += (0..<count).map { _ in UInt8.random(in: 0...highest, using: &generator) }
            case 1:
                text += [UInt8](
                    repeating: UInt8.random(in: 0...255, using: &generator), count: count)
            default:
                guard !source.isEmpty else { continue }
                let from = Int.random(in: 0..<source.count, using: &generator)
                text += source[from...].prefix(count)
            }
        }
        return text
    }

    @Test func `gives any bytes back`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let text = Self.random(&generator)
            #expect(try Shorthand.lengthen(Shorthand.shorten(text)) == text)
        }
    }

    @Test func `is the same whatever its writer wrote before`() {
        var generator = SystemRandomNumberGenerator()
        let writer = Stenographer()
        for _ in 0..<500 {
            let text = Self.random(&generator)
            #expect(writer.shorten { $0 += text } == Shorthand.shorten(text))
        }
    }

    @Test(arguments: [0, 1, 3, 4, 14, 15, 16, 269, 270, 271, 65_535, 65_536, 200_000])
    func `gives back texts of any length`(_ count: Int) throws {
        let same = [UInt8](repeating: 7, count: count)
        let others = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7) }
        // The second half says the first again, from farther back than can be pointed at.
        for text in [same, others, others + others] {
            #expect(try Shorthand.lengthen(Shorthand.shorten(text)) == text)
        }
    }

    @Test func `of anything else is something else, or cannot be read`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let text = Self.random(&generator)
            var short = Shorthand.shorten(text)
            let place = Int.random(in: short.indices, using: &generator)
            short[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            _ = try? Shorthand.lengthen(short)
            _ = try? Shorthand.lengthen(Array(short[..<place]))
        }
    }

    @Test(
        arguments: [
            [], [1], [2, 0, 0], [1, 0], [1, 3, 0x10, 65], [1, 4, 0x00, 0, 0],
            [1, 4, 0x00, 255, 255],
            [1, 1, 0x20, 65, 66], [1, 200, 200, 200, 200, 200, 200],
            [1, 0xFF, 0xFF, 0xFF, 0x7F, 0x10, 65], [1, 3, 0x00, 1, 0],
        ] as [[UInt8]])
    func `that nobody wrote cannot be read`(_ short: [UInt8]) {
        #expect(throws: Shorthand.Unreadable.self) { _ = try Shorthand.lengthen(short) }
    }

    @Test func `has one book for ever under one number`() {
        // Who changes this value makes every store unreadable that was written with the book.
        var sum: UInt64 = 14_695_981_039_346_656_037
        for byte in PhraseBook.current.text { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 }
        #expect(PhraseBook.current.number == 1)
        #expect(sum == 6647345665454832502)
    }
}

@Suite struct `What an entry says` {
    private static func referral() -> LedgerEntry {
        LedgerEntry(
            History.referral(2).happening, index: 7, at: Instant(milliseconds: 1), partnership: 1,
            origin: LogOrigin(Sample.origin), secret: [UInt8](repeating: 1, count: 32))
    }

    @Test(arguments: [[], [[]], [[1]], [[1, 2, 3], [], [UInt8](repeating: 7, count: 70_000)]])
    func `comes apart as it was kept`(_ parts: [[UInt8]]) throws {
        let kept = KeptContent().bytes(facts: [9, 9], parts: parts)
        let content = try KeptContent.content(from: kept, of: 1)
        #expect(content.facts == [9, 9])
        #expect(content.parts == parts)
    }

    @Test func `takes less than half of its bytes`() throws {
        let entry = Self.referral()
        let kept = KeptContent().bytes(facts: entry.facts, parts: entry.parts)
        #expect(kept.count * 2 < entry.parts.reduce(entry.facts.count) { $0 + $1.count })
        let content = try KeptContent.content(from: kept, of: 7)
        #expect(content.facts == entry.facts)
        #expect(content.parts == entry.parts)
    }

    @Test(arguments: [[], [2, 1], [5, 1, 2]] as [[UInt8]])
    func `names its entry when it does not come apart`(_ text: [UInt8]) {
        let failure = StoreFailure.corrupt(
            "what entry 7 says does not come out of its shorthand: run fsck")
        #expect(throws: failure) {
            _ = try KeptContent.content(from: Shorthand.shorten(text), of: 7)
        }
        #expect(throws: failure) { _ = try KeptContent.content(from: [250], of: 7) }
    }
}
