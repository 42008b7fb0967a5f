// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hummingbird
import HummingbirdTesting
import Programs
import SampleTown
import Testing

@testable import Web

/// In which codings the log is given (RFC 9110 sections 8.4 and 12.5.3).
@Suite("Codings of an answer") struct CodingTests {
    @Test(arguments: [
        ("gzip", true), ("GZIP", true), ("x-gzip", true), ("br, gzip;q=0.5", true), ("*", true),
        ("deflate , gzip; q=1.0", true), ("identity;q=0.2, gzip;q=0.2", true),
        (nil, false), ("", false), ("identity", false), ("br", false), ("gzip;q=0", false),
        ("gzip;q=0.000, *", false), ("*;q=0", false), ("identity, gzip;q=0.5", false),
        ("gzip;q=much", false), (";,;gzip;", false),
    ])
    func `are those that the caller takes`(field: String?, takes: Bool) {
        #expect(AcceptedCodings(field).takesGzip == takes)
    }

    @Test func `pack an entry bundle as gzip itself unpacks it, and hashes never`() async throws {
        guard let gzip = Program.installed("gzip") else { return }
        let town = try SampleTown()
        try await Counter(town).serve { client in
            let checkpoint = try await client.get("/log/checkpoint").text
            let size = try #require(checkpoint.split(separator: "\n").dropFirst().first)
            let path = "/log/tile/entries/000.p/\(size)"
            let plain = try await client.get(path)
            #expect(plain.headers[.contentEncoding] == nil)
            #expect(plain.headers[.vary] == "Accept-Encoding")
            let packed = try await client.get(path, [.acceptEncoding: "gzip"])
            #expect(packed.headers[.contentEncoding] == "gzip")
            #expect(packed.headers[.vary] == "Accept-Encoding")
            #expect(packed.headers[.cacheControl]?.contains("immutable") == true)
            let folder = URL.temporaryDirectory.appending(path: "baton-gzip-\(UUID())")
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try Data(packed.body.readableBytesView).write(to: folder.appending(path: "bundle.gz"))
            let ending = try Program.run(gzip, ["-d", "bundle.gz"], in: folder)
            #expect(ending.status == 0, "\(ending.output)")
            let unpacked = try Data(contentsOf: folder.appending(path: "bundle"))
            #expect(unpacked == Data(plain.body.readableBytesView))
            let hashes = try await client.get(
                "/log/tile/0/000.p/\(size)", [.acceptEncoding: "gzip"])
            #expect(hashes.headers[.contentEncoding] == nil)
        }
    }
}
