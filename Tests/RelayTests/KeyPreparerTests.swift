// SPDX-License-Identifier: Apache-2.0

import Intake
import SampleTown
import Signing
import Testing

@testable import Relay

@Suite struct `A key that verifies much` {
    @Test func `is prepared, and no other, and verifies as before`() async throws {
        let town = try SampleTown()
        let stage = try await Stage(town)
        let preparer = KeyPreparer(stage.broker)
        func prepared() -> [RegisteredKey] {
            stage.broker.setting.frontDoor.keyring.keys.filter { $0.key.isPrepared }
        }
        for number in 1...PublicKey.usesBeforePreparation {
            await preparer.prepare()
            #expect(prepared().isEmpty, "after \(number - 1) uses")
            try await stage.accept(
                town.letter(from: town.police, "referral.made", to: [town.council]))
        }
        await preparer.prepare()
        #expect(prepared().map(\.agency) == [town.police.id])
        try await stage.accept(
            town.letter(from: town.police, "referral.made", to: [town.council]))
    }
}
