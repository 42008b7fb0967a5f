import Foundation
func cpu() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) * 1e6 }
@inline(never) func sink<T>(_ t: T) {}
func measure(_ name: String, _ n: Int = 20000, _ f: () throws -> Void) rethrows {
    for _ in 0..<n/10 { try f() }
    var best = Double.infinity
    for _ in 0..<5 { let a = cpu(); for _ in 0..<n/5 { try f() }; best = min(best, (cpu() - a) / Double(n/5)) }
    print(name, String(format: "%.3f us", best))
}
let M = "/tmp/ov/d/m/schemas/"
func source(_ p: String) throws -> SchemaSource {
    try SchemaSource(name: p, bytes: [UInt8](Data(contentsOf: URL(fileURLWithPath: M + p))))
}
let registry = try SchemaRegistry(loading: [source("common/1.0.0.json"), source("referral.made/1.0.0.json")])
let schema = registry.schemas.first { $0.id.contains("referral.made") }!
let payload = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "/tmp/mb-d/payload.json")))
let compact = try JSONDocument(parsing: payload).root.canonical
let claims = Array("{\"iss\":\"https://wearside-academy.example\",\"iat\":1764060000,\"jti\":\"abcdefghijklmnopqrstuvwx\",\"txn\":\"01234567-89ab-cdef-0123-456789abcdef\",\"aud\":[\"https://baton.example/p/sunderland\",\"https://northumbria.police.example\",\"https://sunderland.council.example\"],\"sub_id\":{\"format\":\"opaque\",\"id\":\"01234567-89ab-cdef-0123-456789abcdef\"},\"events\":{\"https://w3id.org/baton/event/referral.made/v1\":".utf8) + compact + Array("}}".utf8)
print(claims.count, "bytes")
let document = try JSONDocument(parsing: claims)
let event = document.root["events"]!.members.first { _ in true }!.value
print(schema.violations(in: event).count, "violations")
let text = Array(Base64URL.encode(claims).utf8)
try measure("parse") { sink(try JSONDocument(parsing: claims)) }
measure("schema") { sink(schema.accepts(event)) }
try measure("base64 decode \(text.count)") { sink(try Base64URL.decode(text[...])) }
measure("lookups10") { for n in ["iss","iat","jti","txn","aud","sub_id","exp","nbf","sub","events"] { sink(document.root[n]) } }
measure("strings") { sink(document.root["iss"]?.string); sink(document.root["jti"]?.string) }
