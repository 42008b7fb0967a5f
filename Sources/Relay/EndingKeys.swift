// SPDX-License-Identifier: Apache-2.0

import Intake
import Ledger
import Safeguarding

/// When keys are looked at that end, and who was told since the start: a value.
struct EndingKeys: Sendable {
    private var look = HourlyLook()
    private var told: Set<EndingKey> = []

    /// Whether it is time to look.
    func mustLook(at steady: Int64, generation: Int) -> Bool {
        look.isDue(at: steady, generation: generation)
    }

    /// Those of whom nobody was told since the start.
    func untold(of ending: [EndingKey]) -> [EndingKey] { ending.filter { !told.contains($0) } }

    /// Looked, and told of these.
    mutating func looked(at steady: Int64, generation: Int, telling ending: [EndingKey]) {
        look.looked(at: steady, generation: generation)
        told.formUnion(ending)
    }
}

extension Broker {
    /// Tells each agency whose key ends soon, once a step, and shows the operator how many do.
    func tellOfEndingKeys(_ keys: inout EndingKeys) async throws(StoreFailure) {
        let (time, setting, generation) = (clock.read(), setting, generation)
        let steady = world.steady()
        guard time.doubt == nil, keys.mustLook(at: steady, generation: generation) else { return }
        let ending = setting.frontDoor.keyring.ending(at: time.now)
        tally.show(ending: ending)
        let untold = Array(keys.untold(of: ending).prefix(setting.limits.verdicts))
        if !untold.isEmpty {
            try await sequencer.enter { transaction throws(StoreFailure) in
                try transaction.tell(ofEnding: untold)
            }
        }
        keys.looked(at: steady, generation: generation, telling: untold)
    }
}

extension Transaction {
    /// Tells the agencies whose keys end; of whom the log says already that it was told is not told
    /// again.
    mutating func tell(ofEnding keys: [EndingKey]) throws(StoreFailure) {
        for key in keys {
            let indexed = setting.vault.indexed(key.token)
            let earlier = try store.messages(.token(issuer: setting.broker, indexed: indexed))
            guard earlier.isEmpty else { continue }
            try issue(
                Notice(
                    type: .brokerNotified, partnership: nil, thread: nil, token: key.token,
                    recipients: [key.agency], payload: key.payload))
        }
    }
}
