// SPDX-License-Identifier: Apache-2.0

import Foundation
import Programs
import Safeguarding
import StampingAuthority

/// A time stamping authority that lives by the clock that is shown, and what it has stamped.
struct Stamps {
    var authority: TimestampAuthority
    let port: Int
    private let town: Town
    private let clock: ShownClock

    /// Makes one whose certificate is good for so many days, and has a town ask it.
    init(_ town: Town, _ clock: ShownClock, daysOfFirst days: Int) async throws {
        (self.town, self.clock) = (town, clock)
        authority = try await TimestampAuthority()
        port = try Program.freePort()
        authority.environment = Array(clock.words.dropFirst())
        try await authority.makeCertificate("tsa", days: days)
        try town.write("tsa.pem", String(decoding: try authority.file("root.pem"), as: UTF8.self))
        try town.edit(
            "baton.yaml", "keys/log.key}",
            to: "keys/log.key, timestamps: [{url: 'http://127.0.0.1:\(port)/tsr', authorities: "
                + "tsa.pem}]}")
    }

    /// Whether so many checkpoints are stamped after a while, all by tokens that verify now.
    ///
    /// An authority that is slow to answer once is asked again after a minute.
    func come(_ count: Int) async throws -> Bool {
        try await Wait.until(240) {
            let listed = try town.baton(
                [
                    "log", "timestamps", "--node", "demo/nodes/police.json", "--authorities",
                    "demo/tsa.pem",
                ], by: clock)
            let stamped = listed.output.components(separatedBy: "checkpoint of").count - 1
            return listed.status == 0 && stamped >= count
        }
    }
}
