using System.Collections.Frozen;

namespace OzgTracker.Domain.Contacts;

/// <summary>Frequent first names in Germany, folded as by <see cref="SearchText"/>; enough to notice a person, never complete.</summary>
static class FirstNames
{
    static readonly FrozenSet<string> Names = """
        achim adam adrian ahmet aisha albert albrecht alena alex alexander alexandra ali alice alina almut alois amelie amir ana andrea andreas andre
        angela angelika anika anita anja anke ann anna anne annegret anneliese annemarie annette annika anton antonia antje armin arndt arne arno artur
        arthur astrid axel ayse barbara bastian beate beatrice beatrix benedikt benjamin ben bernadette bernd bernhard berthold bettina bianca birgit
        birgitta birte bjoern bodo boris brigitta brigitte britta bruno burkhard carina carl carla carlo carmen carola carolin caroline carsten
        caterina cathrin cem chantal charlotte chris christa christian christiane christin christina christine christoph christopher clara claudia
        claus clemens constanze conny cora cordula cornelia cornelius corinna dagmar daniel daniela danny david dennis detlef diana dieter dietmar
        dietrich dirk dominik dominique dorit doris dorothea dorothee eberhard eckhard edda edeltraud edgar edith eduard egon ekkehard elena elfriede
        elias elisa elisabeth elke ella ellen elmar elsa else emil emilia emily emine emma enrico eric erich erik erika erna ernst erwin esther eugen
        eva evelin evelyn fabian fatma felicitas felix ferdinand fiona florian franco frank franz franziska frauke frederik fred friedhelm friedrich
        fritz gabi gabriel gabriele georg gerald gerd gerda gerhard gerlinde gernot gero gertrud gesa gesine gisela giovanni gottfried greta gudrun
        guido gunnar gunther gustav hanna hannah hannelore hannes hans harald hartmut hasan hassan hedwig heide heidi heidrun heike heiko heiner
        heinrich heinz helen helena helene helga helge hella helmut hendrik henning henriette henrik henry herbert hermann hilde hildegard hilmar
        holger horst hubert hueseyin hugo ibrahim ida ilka ilona ilse ines inga inge ingeborg ingo ingrid inka ira irene irina iris irmgard isabel
        isabell isabella isabelle ivan ivonne jacqueline jakob jan jana jane janina janine jannik jasmin jens jeannette jennifer jenny jessica joachim
        joanna jochen johann johanna johannes john jonas jonathan joerg joern josef josefine joseph juergen judith julia julian juliane julius jutta
        kai karin karina karl karla karlheinz karola karoline karsten katharina kathi kathleen kathrin katja katrin kerstin kevin kilian kirsten
        klara klaus knut konrad konstantin konstanze kornelia kristian kristin kristina kurt lara lars laura lea lena lennart leon leonard leonie
        liane lieselotte lilli lina linda linus lisa lothar louis louisa luca lucas lucia lucie ludger ludwig luis luisa lukas lutz lydia madeleine
        magdalena maik maike maja malte manfred manja manuel manuela marc marcel marco marcus mareike maren margarete margarethe margit margot margret
        maria marianne marie marina mario marion marius mark marko markus marlene marlies marta martha martin martina marvin mathias mathilde matthias
        max maximilian mechthild mehmet melanie merle meike michael michaela michel michelle mike mira miriam mirko mohamed mohammed monika moritz
        murat mustafa nadine nadja natalie natascha nick nicola nicolas nicole niels nico niklas nikolaus nils nina nora norbert norman olaf ole oleg
        oliver olivia oskar oswald otto pascal patricia patrick paul paula paulina peer peggy peter petra philip philipp pia pierre ralf ralph ramona
        raphael rainer rebecca regina reiner reinhard reinhold renate rene ria ricarda richard rita robert robin roger roland rolf roman ronald ronny
        rosa rosemarie roswitha rosi rudi rudolf ruediger ruth sabine sabrina samuel sandra sandy sara sarah sascha sebastian siegfried siegmund
        sigrid silke silvia simon simone sina sonja sophia sophie stefan stefanie steffen steffi stella stephan stephanie susan susann susanna
        susanne sven svenja sybille sylke sylvia tamara tanja tanya tatjana theo theodor theresa therese thilo thomas thorben thorsten till tilo tim
        timo tina tobias tom toni torben torsten traute ulf uli ulla ullrich ulrich ulrike ursel ursula uschi ute uwe valentin vanessa vera verena
        veronika victoria viktor viktoria vincent viola volker volkmar waldemar walter waltraud werner wiebke wilfried wilhelm willi wolf wolfgang
        wolfram yannick yasemin yasmin yvonne zeynep
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a folded word is one.</summary>
    public static bool Contains(string word) => Names.Contains(word);
}
