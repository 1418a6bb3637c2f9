using System.Text.Json;
using System.Text.Json.Serialization;
using OzgTracker.Domain.Catalogue;
using OzgTracker.Domain.Municipalities;

namespace OzgTracker.Domain;

/// <summary>Writes an official key as the plain text that it is and checks it when it is read.</summary>
abstract class TextValueConverter<T>(Func<string, T> parse) : JsonConverter<T>
    where T : struct
{
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return parse(reader.GetString() ?? "");
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

sealed class AgsConverter() : TextValueConverter<Ags>(Ags.Parse);

sealed class ArsConverter() : TextValueConverter<Ars>(Ars.Parse);

sealed class UnitIdConverter() : TextValueConverter<UnitId>(UnitId.Parse);

sealed class StateCodeConverter() : TextValueConverter<StateCode>(StateCode.Parse);

sealed class OzgIdConverter() : TextValueConverter<OzgId>(OzgId.Parse);

sealed class LeikaIdConverter() : TextValueConverter<LeikaId>(LeikaId.Parse);
