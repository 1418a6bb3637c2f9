using System.Text.Json.Serialization;

namespace OzgTracker.EventStore.Streams;

/// <summary>JSON of the store itself: headers.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
sealed partial class StoreJson : JsonSerializerContext;
