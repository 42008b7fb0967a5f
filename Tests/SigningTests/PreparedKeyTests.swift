// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Testing

@testable import Signing

@Suite struct `A prepared key` {
    private static let key = PrivateKey.generate(.p256)
    private static let table = table(of: key.publicKey)

    private static func table(of key: PublicKey) -> MultiplesTable? {
        guard case .elliptic(.p256, let x, let y) = key.components else { return nil }
        return MultiplesTable(x: x, y: y)
    }

    /// Messages of every length up to 300 bytes, with a signature each.
    private static let signed = (0..<300).compactMap { count -> ([UInt8], [UInt8])? in
        let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ count) }
        guard let signature = try? key.sign(message, algorithm: .es256) else { return nil }
        return (message, signature)
    }

    @Test func `finds by its table alone what is good`() throws {
        let table = try #require(Self.table)
        #expect(Self.signed.count == 300)
        for (message, signature) in Self.signed {
            #expect(table.verifies(signature, of: SHA256.digest(of: message)))
        }
    }

    @Test func `finds by its table alone what is not`() throws {
        let table = try #require(Self.table)
        for (position, (message, signature)) in Self.signed.enumerated() {
            var changed = signature
            changed[position % 64] ^= UInt8(1 << (position % 8))
            #expect(!table.verifies(changed, of: SHA256.digest(of: message)))
            #expect(!table.verifies(signature, of: SHA256.digest(of: message + [0])))
        }
        #expect(!table.verifies([UInt8](repeating: 0, count: 64), of: SHA256.digest(of: [])))
        #expect(!table.verifies([], of: SHA256.digest(of: [])))
    }

    @Test func `inverts numbers so that the product is one, the smallest and the largest too`() {
        var generator = SystemRandomNumberGenerator()
        var numbers = (0..<500).map { _ in
            ScalarInverse.Number(
                words: [
                    generator.next(), generator.next(), generator.next(), generator.next() >> 1,
                ])
        }
        let largest = ScalarInverse.Number(Limbs(ScalarInverse.order).adding(.one, times: -1))
        numbers += [.one, .init(words: [2, 0, 0, 0]), largest, .init(words: [0, 0, 0, 1])]
        for number in numbers {
            let inverse = ScalarInverse.inverse(of: number)
            #expect(product(number, inverse) == .one)
            #expect(inverse.isLess(than: ScalarInverse.order))
        }
    }

    /// The product modulo the order, by doubling and adding.
    private func product(
        _ one: ScalarInverse.Number, _ other: ScalarInverse.Number
    ) -> ScalarInverse.Number {
        var (sum, doubled) = (Limbs.zero, Limbs(one))
        for bit in 0..<256 {
            if other.words[bit / 64] >> UInt64(bit % 64) & 1 == 1 { sum = add(doubled, to: sum) }
            doubled = add(doubled, to: doubled)
        }
        return .init(sum)
    }

    private func add(_ number: Limbs, to sum: Limbs) -> Limbs {
        sum.adding(number, times: 1).reduced(modulo: Limbs(ScalarInverse.order))
    }

    @Test func `writes numbers in limbs and back, and takes what is beyond the modulus off`() {
        let order = Limbs(ScalarInverse.order)
        #expect(ScalarInverse.Number(order) == ScalarInverse.order)
        for times in [-7, -1, 0, 1, 7] as [Int64] {
            let far = Limbs.one.adding(order, times: times)
            #expect(far.isNegative == (times < 0))
            #expect(ScalarInverse.Number(far.reduced(modulo: order)) == .one)
        }
        #expect(order.adding(order, times: -1).isZero)
        #expect(Limbs.one.negated.adding(.one, times: 1).isZero)
    }

    @Test func `does not take another key's signature`() throws {
        let other = try #require(Self.table(of: PrivateKey.generate(.p256).publicKey))
        for (message, signature) in Self.signed.prefix(20) {
            #expect(!other.verifies(signature, of: SHA256.digest(of: message)))
        }
    }

    @Test func `answers as an unprepared one, on every thread`() throws {
        let prepared = Self.key.publicKey
        prepared.prepare()
        #expect(prepared.isPrepared)
        let signed = Self.signed
        DispatchQueue.concurrentPerform(iterations: signed.count) { index in
            let (message, signature) = signed[index]
            let isGood = (try? prepared.verify(signature, over: message, algorithm: .es256)) != nil
            let isBad =
                (try? prepared.verify(signature, over: message + [9], algorithm: .es256)) == nil
            precondition(isGood && isBad, "A verdict of another thread.")
        }
    }

    @Test func `was used so often that it was worth its while`() throws {
        let key = PrivateKey.generate(.p256)
        let signature = try key.sign([1], algorithm: .es256)
        for _ in 1..<PublicKey.usesBeforePreparation {
            try key.publicKey.verify(signature, over: [1], algorithm: .es256)
            try? key.publicKey.verify(signature, over: [2], algorithm: .es256)
        }
        #expect(!key.publicKey.wantsPreparation)
        try key.publicKey.verify(signature, over: [1], algorithm: .es256)
        #expect(key.publicKey.wantsPreparation)
        key.publicKey.prepare()
        #expect(!key.publicKey.wantsPreparation)
    }

    @Test func `is one on P-256`() throws {
        for (key, algorithms) in Keys.signing where algorithms != [.es256] {
            let signature = try key.sign([1], algorithm: algorithms[0])
            for _ in 0..<PublicKey.usesBeforePreparation {
                try key.publicKey.verify(signature, over: [1], algorithm: algorithms[0])
            }
            #expect(!key.publicKey.wantsPreparation)
            key.publicKey.prepare()
            #expect(!key.publicKey.isPrepared)
        }
    }
}
