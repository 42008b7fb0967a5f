// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Daemon

@Suite struct `The example configuration` {
    @Test func `is good once its keys are there`() throws {
        let desk = try Desk()
        let example = try String(
            contentsOfFile: "\(Desk.data.path)/config/examples/baton.yaml", encoding: .utf8)
        try desk.write("baton.yaml", Array(example.utf8))
        try LocalFile.make(folder: "\(desk.path)/credentials")
        for name in ["store-1.key", "index-1.key", "jti.key", "broker.jwk"] {
            try desk.write("credentials/\(name)", try desk.bytes("keys/\(name)"))
        }
        try desk.write("credentials/log.key", try desk.bytes("keys/log.jwk"))
        let configuration = try desk.file(credentials: "\(desk.path)/credentials")
            .read(now: Desk.now)
        #expect(configuration.warnings == [])
        #expect(configuration.places.store == "/var/lib/baton/baton.db")
    }
}
