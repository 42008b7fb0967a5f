// SPDX-License-Identifier: Apache-2.0

import Ledger
import SampleTown
import Signing
import Testing
import TransparencyLog

@testable import Relay

@Suite struct `A message under a store key that is not configured` {
    @Test func `is no damage: whoever polls is told to try again, and nothing is left out`()
        async throws
    {
        let town = try SampleTown()
        let first = try await Stage(town)
        let letter = try town.letter(from: town.police, "referral.made", to: [town.council])
        let entry = try await first.accept(letter).index
        try first.close()
        let vault = try Vault(
            storeKeys: [2: SecureRandom.bytes(32)], indexKeys: [1: SecureRandom.bytes(32)],
            jtiKey: SecureRandom.bytes(32))
        let setting = Setting(
            frontDoor: try town.frontDoor(), vault: vault,
            signature: BrokerSignature(key: town.brokerKey, algorithm: .es256),
            noteSigner: try NoteSigner(name: NoteName(SampleTown.origin), key: town.logKey),
            documents: ["configuration": Array("a sample".utf8)], version: "test")
        let without = try await Stage(
            town, setting: setting, at: first.clock.now, folder: first.place)
        for _ in 0..<2 {
            await #expect(
                throws: StoreFailure.refused(
                    "entry \(entry): store key 1, which opens its message, is not configured")
            ) { _ = try await without.poll(town.council) }
        }
        try without.close()
        let again = try await Stage(town, at: first.clock.now, folder: first.place)
        #expect(try await again.poll(town.council).sets.map(\.token) == [letter.jti])
    }
}
