// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Signing

@Suite struct `The bytes of a timestamp` {
    @Test(arguments: [
        ("19700101000000Z", 0), ("20250509115855Z", 1_746_791_935_000),
        ("20250509115855.5Z", 1_746_791_935_500), ("20250509115855.0123456Z", 1_746_791_935_012),
        ("20240229000000Z", 1_709_164_800_000), ("19691231235959.999Z", -1),
        ("20000301000000Z", 951_868_800_000), ("99991231235959Z", 253_402_300_799_000),
    ])
    func `say a time`(text: String, milliseconds: Int64) {
        #expect(TimestampInfo.milliseconds(Array(text.utf8)) == milliseconds)
    }

    @Test(arguments: [
        "20250509115855", "20250509115855+0100", "20250509115855.Z", "20250509115855.50Z",
        "20250509115855.0Z", "20250509115855,5Z", "202505091158Z", "20250229000000Z",
        "21000229000000Z", "20251301000000Z", "20250100000000Z", "20250509240000Z",
        "20250509116055Z", "20250509115860Z", "2025050911585٣Z", "",
    ])
    func `say no time otherwise`(text: String) {
        #expect(TimestampInfo.milliseconds(Array(text.utf8)) == nil)
    }

    @Test(
        arguments: [
            [], [0x30], [0x30, 0x80, 0, 0], [0x30, 0x81, 0x03, 2, 1, 0], [0x30, 0x82, 0, 0x80],
            [0x30, 0x04, 2, 1, 0], [0x3F, 0x81, 0x00], [0x30, 0x85, 1, 0, 0, 0, 0], [0x30, 0xFF],
            [0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF],
        ] as [[UInt8]])
    func `are DER or nothing`(bytes: [UInt8]) {
        #expect(DERElement(all: bytes) == nil)
    }

    @Test func `hold one status, and a token exactly if it is granted`() throws {
        func response(_ der: [UInt8]) throws -> TimestampResponse {
            try TimestampResponse(parsing: der)
        }
        let rejected = try response([0x30, 5, 0x30, 3, 2, 1, 2])
        #expect(rejected.status == .rejection && rejected.token == nil)
        let broken: [UInt8] = [0x30, 9, 0x30, 7, 2, 1, 2, 3, 2, 5, 0x20]
        #expect(try response(broken).failures == [.badRequest])
        #expect(throws: TimestampFault.tokenMissing) { try response([0x30, 5, 0x30, 3, 2, 1, 0]) }
        #expect(throws: TimestampFault.tokenMissing) { try response([0x30, 5, 0x30, 3, 2, 1, 1]) }
        #expect(throws: TimestampFault.tokenBesideRefusal(.waiting)) {
            try response([0x30, 7, 0x30, 3, 2, 1, 3, 0x30, 0])
        }
        for der: [UInt8] in [
            [], [0x30, 0], [0x30, 5, 0x30, 3, 2, 1, 6], [0x30, 5, 0x30, 3, 2, 1, 2, 0],
            [0x30, 5, 0x31, 3, 2, 1, 2], [0x31, 5, 0x30, 3, 2, 1, 2],
            [0x30, 0x80, 0x30, 3, 2, 1, 2], [0x30, 0x80, 0x30, 3, 2, 1, 2, 0],
            [0x30, 0x80, 0x30, 3, 2, 1, 2, 0, 1], [0x30, 0x80], [0x30, 0x80, 0, 0],
            [0x30, 0x80, 0],
            [0x10, 5, 0x30, 3, 2, 1, 2], [0xB0, 5, 0x30, 3, 2, 1, 2],
        ] { #expect(throws: TimestampFault.notAResponse, "\(der)") { try response(der) } }
    }

    @Test func `are at most so many`() {
        let limit = TimestampLimits.responseBytes
        let atLimit = [UInt8](repeating: 0, count: limit)
        #expect(throws: TimestampFault.notAResponse) { try TimestampResponse(parsing: atLimit) }
        #expect(throws: TimestampFault.tooLong(limit + 1, limit: limit)) {
            try TimestampResponse(parsing: atLimit + [0])
        }
    }

    @Test func `of a request are read strictly`() throws {
        let request = TimestampRequest(for: SHA256.digest(of: []))
        #expect(throws: TimestampFault.notARequest) {
            try TimestampRequest(parsing: request.der + [0])
        }
        #expect(throws: TimestampFault.notARequest) { try TimestampRequest(parsing: []) }
        var otherVersion = request.der
        otherVersion[4] = 2
        #expect(throws: TimestampFault.notARequest) { try TimestampRequest(parsing: otherVersion) }
    }

    @Test(arguments: ["", "1", "x", "1.2.", "3.1.1", "1.50.1", "sha256", "1.2.٣", "-1.2"])
    func `of a policy are an object identifier`(text: String) {
        #expect(TimestampPolicy(text) == nil)
    }

    @Test func `of an imprint are as many as its function gives`() {
        #expect(MessageImprint(algorithm: .sha384, digest: [UInt8](repeating: 0, count: 48)) != nil)
        #expect(MessageImprint(algorithm: .sha384, digest: [UInt8](repeating: 0, count: 47)) == nil)
        let digest = SHA256.digest(of: [1])
        #expect(MessageImprint(of: [1], by: .sha256) == MessageImprint(digest))
    }
}
