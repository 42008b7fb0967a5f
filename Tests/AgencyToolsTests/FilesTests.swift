// SPDX-License-Identifier: Apache-2.0

import AgencyTools
import Testing

@Suite struct `A new file` {
    @Test func `leaves alone what another program writes beside its place`() throws {
        let scratch = try Scratch()
        _ = try scratch.file("message.jwt.part", "half of it")
        try Files.writeNew("\(scratch.path)/message.jwt", Array("all of it".utf8), mode: 0o600)
        #expect(try scratch.names() == ["message.jwt", "message.jwt.part"])
        #expect(try scratch.read("message.jwt") == Array("all of it".utf8))
        #expect(try scratch.read("message.jwt.part") == Array("half of it".utf8))
    }

    @Test func `is not written over one that is there`() throws {
        let scratch = try Scratch()
        let path = try scratch.file("message.jwt", "first")
        let failure = #expect(throws: ToolFailure.self) { try Files.writeNew(path, [1]) }
        #expect(failure?.status == .inputOutput)
        #expect(try scratch.names() == ["message.jwt"])
        #expect(try scratch.read("message.jwt") == Array("first".utf8))
    }
}
