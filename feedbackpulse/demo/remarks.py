"""What people of the fictional organisation write at the end of a round."""

from __future__ import annotations

from typing import Final

GOOD: Final = (
    "De korte start van de dag helpt. We horen nu van elkaar wat huurders zeggen.",
    "Fijn dat we vorige maand samen naar drie gesprekken hebben geluisterd. Vaker doen.",
    "Complimenten van bewoners hangen nu in de kantine. Dat doet iets met je.",
    "We bellen sneller terug dan vorig jaar. Dat mogen we ook eens tegen elkaar zeggen.",
    "Het lijstje met wat we met reacties hebben gedaan werkt. Houd het bij.",
    "Ik merk dat collega’s nu eerst doorvragen. Dat scheelt een tweede telefoontje.",
    "Laat iedereen één keer per kwartaal meelopen. Ik heb er veel van geleerd.",
    "Zet de reactie van een huurder bovenaan het overleg, niet onderaan.",
    "Blijf vragen hoe het gesprek voelde, ook als alles goed ging.",
    "Het nieuwe formulier is korter. Bewoners vullen het nu echt in.",
    "Spreek af wie terugbelt. Sinds we dat doen, valt er minder tussen wal en schip.",
    "Vertel ook wat we niet doen en waarom. Daar krijgen we begrip voor terug.",
    "De terugkoppeling na de bewonersavond was helder. Zo vaker, graag.",
    "Nodig een huurder uit bij ons overleg. De vorige keer was dat heel leerzaam.",
    "Oefenen met lastige gesprekken in tweetallen werkt beter dan een training.",
    "Goed dat fouten gewoon op tafel mogen komen.",
)
PLAIN: Final = (
    "Reacties staan in drie systemen. Eén plek zou al veel schelen.",
    "Geef ons tien minuten na een lastig gesprek. Dan luister je bij het volgende beter.",
    "Vraag door voordat je een oplossing biedt.",
    "Laat weten wat er met een signaal is gebeurd, ook als het niets wordt.",
    "Een wekelijks kwartier voor reacties van bewoners, zonder scherm.",
    "Maak het verslag korter. Drie punten is genoeg.",
    "Bel na een reparatie even op of het goed is. Dat kost twee minuten.",
    "Schrijf brieven in gewone taal. Bewoners bellen nu om te vragen wat er staat.",
    "Luister ook naar collega’s van andere teams. Zij horen andere dingen.",
    "Neem de vragen die we het meest krijgen één keer per maand samen door.",
    "Zet bij elk signaal een naam en een datum, dan blijft het niet liggen.",
    "Vraag bij de sleuteloverdracht hoe de verhuizing ging.",
    "Deel een goed voorbeeld aan het begin van het overleg.",
    "Laat nieuwe collega’s in hun eerste week een dag meeluisteren.",
    "Meer tijd tussen twee afspraken, dan kun je rustig afronden.",
    "Houd het simpel: één vraag na afloop van elk contact.",
    "Iemand die wachtrijen bijhoudt en eerlijk zegt hoe lang het duurt.",
    "Een rustige ruimte voor gesprekken die langer duren.",
)
STRAINED: Final = (
    "De telefoon staat niet stil. Luisteren lukt pas als er ruimte is.",
    "We vragen van alles aan huurders, maar horen zelf niet wat ermee gebeurt.",
    "Laat ons meebeslissen over het nieuwe belmenu. Bewoners lopen erin vast.",
    "Er is geen tijd meer om na te praten. Dat missen we.",
    "Minder doelen op snelheid, meer op goed geholpen.",
    "Dezelfde klacht komt elke week terug. Pak de oorzaak aan.",
    "Zorg dat de werkdruk besproken wordt voordat er nieuwe taken bij komen.",
    "Een terugbelafspraak moet te halen zijn. Nu beloven we te veel.",
    "Kom eens een ochtend naast ons zitten en luister mee.",
    "Geef ons de kans om het in één keer goed te doen.",
    "De planning verandert zo vaak dat we bewoners niets kunnen toezeggen.",
    "Vertel ons wat er met onze ideeën van het voorjaar is gedaan.",
)
ENGLISH: Final = (
    "Please call tenants back the same day, even without an answer.",
    "Share one story from a tenant every week. It keeps us sharp.",
    "More time with tenants, less time with forms.",
)
