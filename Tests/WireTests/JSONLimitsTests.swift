// SPDX-License-Identifier: Apache-2.0

import Testing
import Wire

@Suite struct `A limit on JSON` {
    private func limits(
        bytes: Int = 100, depth: Int = 10, nodes: Int = 10, stringBytes: Int = 10,
        numberBytes: Int = 10
    ) -> JSONLimits {
        JSONLimits(
            bytes: bytes, depth: depth, nodes: nodes, stringBytes: stringBytes,
            numberBytes: numberBytes)
    }

    private func check(_ good: String, _ bad: String, _ limits: JSONLimits, _ error: JSONError) {
        #expect(throws: Never.self) { try JSONDocument(parsing: good, limits: limits) }
        #expect(throws: error) { try JSONDocument(parsing: bad, limits: limits) }
    }

    @Test func `of bytes holds the last one and refuses one more`() {
        check("[1,2]", "[1,2] ", limits(bytes: 5), .tooManyBytes(count: 6, limit: 5))
    }

    @Test func `of depth counts containers only`() {
        check("[{\"a\":1}]", "[{\"a\":[]}]", limits(depth: 2), .tooDeep(offset: 6, limit: 2))
    }

    @Test func `of values counts containers and not names`() {
        check("{\"a\":[1]}", "{\"a\":[1,2]}", limits(nodes: 3), .tooManyNodes(offset: 8, limit: 3))
    }

    @Test func `of a string counts the bytes as written`() {
        check(
            "[\"12345\"]", "[\"123456\"]", limits(stringBytes: 5),
            .stringTooLong(offset: 1, limit: 5))
        check("\"\\n\"", "\"\\nab\"", limits(stringBytes: 3), .stringTooLong(offset: 0, limit: 3))
        check(
            "{\"a\":1}", "{\"ab\":1}", limits(stringBytes: 1), .stringTooLong(offset: 1, limit: 1))
    }

    @Test func `of a number counts the bytes as written`() {
        check("[-123]", "[-1.23]", limits(numberBytes: 4), .numberTooLong(offset: 1, limit: 4))
    }

    @Test func `of a message is what the profile says`() {
        let limits = JSONLimits.message
        #expect(limits.bytes == 131_072 && limits.depth == 32 && limits.nodes == 10_000)
        #expect(limits.numbers == .binary64)
        let deep = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        check(deep(32), deep(33), .message, .tooDeep(offset: 32, limit: 32))
    }

    @Test func `never lets a document be deeper than a thread's stack`() async {
        await #expect(processExitsWith: .failure) {
            _ = JSONLimits(bytes: 1, depth: 513, nodes: 1, stringBytes: 1)
        }
    }

    @Test func `lets the deepest document be written again`() throws {
        let text = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        let limits = JSONLimits(bytes: 2_000, depth: 512, nodes: 600, stringBytes: 1)
        let root = try JSONDocument(parsing: text, limits: limits).root
        #expect(String(decoding: root.canonical, as: UTF8.self) == text)
        #expect(root.value.text == text)
    }

    @Test func `is said in the refusal, with the byte`() {
        #expect(
            JSONError.tooDeep(offset: 7, limit: 32).sentence
                == "At byte 7 values are nested deeper than 32; flatten them.")
        #expect(JSONError.tooManyBytes(count: 11, limit: 10).offset == 10)
        #expect(
            "\(JSONError.unexpectedByte(0x5D, expected: .value, offset: 3))"
                == "Byte 3 is 0x5d where a value was expected; write that there.")
    }
}
