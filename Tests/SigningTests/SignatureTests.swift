// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Signing
import Testing
import Wire

@Suite struct `A signature` {
    private let message = Array("a referral was made".utf8)

    @Test func `verifies with the key's other half, for every algorithm`() throws {
        for (key, algorithms) in Keys.signing {
            for algorithm in algorithms {
                let signature = try key.sign(message, algorithm: algorithm)
                try key.publicKey.verify(signature, over: message, algorithm: algorithm)
                let part = ([0] + message)[1...]
                try key.publicKey.verify(signature, over: part, algorithm: algorithm)
            }
        }
    }

    @Test func `of RS256 verifies with an RSA key that is for it`() throws {
        let generated = PrivateKey.generate(.rsa2048)
        let members = (generated.jwk.members ?? []).map { member in
            member.name == "alg" ? JSONMember("alg", "RS256") : member
        }
        let key = try PrivateKey(jwk: try Keys.node(.object(members)))
        let signature = try key.sign(message, algorithm: .rs256)
        try key.publicKey.verify(signature, over: message, algorithm: .rs256)
        #expect(throws: SignatureError.algorithmNotOfKey(.rs256)) {
            try generated.publicKey.verify(signature, over: message, algorithm: .rs256)
        }
        #expect(throws: SignatureError.algorithmNotOfKey(.ps256)) {
            try key.publicKey.verify(signature, over: message, algorithm: .ps256)
        }
    }

    @Test func `of nothing verifies too`() throws {
        for (key, algorithms) in Keys.signing {
            let signature = try key.sign([], algorithm: algorithms[0])
            try key.publicKey.verify(signature, over: [UInt8](), algorithm: algorithms[0])
            try key.publicKey.verify(signature, over: message[..<0], algorithm: algorithms[0])
        }
    }

    @Test func `is refused over other bytes and by another key`() throws {
        for (key, algorithms) in Keys.signing {
            let signature = try key.sign(message, algorithm: algorithms[0])
            #expect(throws: SignatureError.mismatch) {
                try key.publicKey.verify(signature, over: message + [0], algorithm: algorithms[0])
            }
        }
        let (one, other) = (PrivateKey.generate(.p256), PrivateKey.generate(.p256))
        let signature = try one.sign(message, algorithm: .es256)
        #expect(throws: SignatureError.mismatch) {
            try other.publicKey.verify(signature, over: message, algorithm: .es256)
        }
    }

    @Test func `is refused when any one byte of it was changed`() throws {
        for (key, algorithms) in Keys.signing {
            let signature = try key.sign(message, algorithm: algorithms[0])
            for position in signature.indices {
                var changed = signature
                changed[position] ^= 1
                #expect(throws: SignatureError.self) {
                    try key.publicKey.verify(changed, over: message, algorithm: algorithms[0])
                }
            }
        }
    }

    @Test func `is refused when it is one byte longer or shorter`() throws {
        for (key, algorithms) in Keys.signing {
            let signature = try key.sign(message, algorithm: algorithms[0])
            for changed in [signature + [0], signature.dropLast(), []] {
                let refusal = SignatureError.wrongLength(changed.count, expected: signature.count)
                #expect(throws: refusal) {
                    try key.publicKey.verify(changed, over: message, algorithm: algorithms[0])
                }
            }
        }
    }

    @Test func `is refused under an algorithm that is not the key's`() throws {
        for (key, algorithms) in Keys.signing {
            for other in SignatureAlgorithm.allCases where !algorithms.contains(other) {
                #expect(throws: SignatureError.algorithmNotOfKey(other)) {
                    try key.publicKey.verify([1], over: message, algorithm: other)
                }
                #expect(throws: SignatureError.algorithmNotOfKey(other)) {
                    try key.sign(message, algorithm: other)
                }
            }
        }
    }

    @Test func `says what is wrong with it`() {
        let errors: [SignatureError] = [
            .algorithmNotOfKey(.es256), .wrongLength(1, expected: 2), .numberOutOfRange, .mismatch,
        ]
        #expect(Set(errors.map(\.description)).count == errors.count)
    }
}

@Suite struct `An ECDSA signature` {
    private let key = PrivateKey.generate(.p256)
    private let message: [UInt8] = [1, 2, 3]
    private let order = bytes(
        hex: "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551")

    @Test func `is also good with the other s, which is why it names no message`() throws {
        let signature = try key.sign(message, algorithm: .es256)
        let malleated = signature[..<32] + difference(order, signature[32...])
        try key.publicKey.verify([UInt8](malleated), over: message, algorithm: .es256)
    }

    @Test func `is refused when r or s is zero or not below the order`() throws {
        let signature = try key.sign(message, algorithm: .es256)
        let zero = [UInt8](repeating: 0, count: 32)
        let beyond = [UInt8](repeating: 0xFF, count: 32)
        for number in [zero, order, beyond] {
            let wrong: [[UInt8]] = [
                number + [UInt8](signature[32...]), [UInt8](signature[..<32]) + number,
            ]
            for changed in wrong {
                #expect(throws: SignatureError.numberOutOfRange) {
                    try key.publicKey.verify(changed, over: message, algorithm: .es256)
                }
            }
        }
    }

    @Test func `keeps its length when r or s is short`() throws {
        // One signature in 128 has a short number; 400 have one with certainty enough.
        for _ in 0..<400 {
            let signature = try key.sign(message, algorithm: .es256)
            #expect(signature.count == 64)
            try key.publicKey.verify(signature, over: message, algorithm: .es256)
        }
    }

    private func difference(_ minuend: [UInt8], _ subtrahend: ArraySlice<UInt8>) -> [UInt8] {
        var borrow = 0
        let digits = zip(minuend, subtrahend).reversed().map { minuend, subtrahend -> UInt8 in
            let difference = Int(minuend) - Int(subtrahend) - borrow
            borrow = difference < 0 ? 1 : 0
            return UInt8(truncatingIfNeeded: difference)
        }
        return digits.reversed()
    }
}

@Suite struct `One key used by many threads` {
    @Test func `gives each the right verdict`() throws {
        let message: [UInt8] = [4, 5, 6]
        for (key, algorithms) in Keys.signing {
            let algorithm = algorithms[0]
            let signature = try key.sign(message, algorithm: algorithm)
            DispatchQueue.concurrentPerform(iterations: 200) { index in
                let good = index.isMultiple(of: 2)
                let refusal: SignatureError? = verdict { () throws(SignatureError) in
                    try key.publicKey.verify(
                        signature, over: good ? message : [7], algorithm: algorithm)
                }
                precondition(refusal == (good ? nil : .mismatch), "A verdict of another thread.")
            }
        }
    }

    @Test func `signs on each`() throws {
        for (key, algorithms) in Keys.signing {
            DispatchQueue.concurrentPerform(iterations: 20) { index in
                let message = [UInt8(index)]
                let refusal: SignatureError? = verdict { () throws(SignatureError) in
                    let signature = try key.sign(message, algorithm: algorithms[0])
                    try key.publicKey.verify(signature, over: message, algorithm: algorithms[0])
                }
                precondition(refusal == nil, "A signature of another thread.")
            }
        }
    }

    private func verdict(_ body: () throws(SignatureError) -> Void) -> SignatureError? {
        do {
            try body()
            return nil
        } catch {
            return error
        }
    }
}
