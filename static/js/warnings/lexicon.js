/* Words that the warnings know. Nothing here leaves the browser. */
const set = (text) => new Set(text.trim().split(/\s+/));

/** Given names that are seldom anything else, so that they are also seen at the start of a sentence. */
export const GIVEN = set(`
  Aaron Abdel Abdul Ada Adam Adrian Ahmed Aisha Alan Albert Alex Alexander Ali Alice Alison Amanda Amber Amina
  Amy Andrea Andrew Angela Anja Anke Ann Anna Anne Anneke Annemarie Anouk Anton Antonio Arie Arjan Arthur Ashley Astrid
  Ayse Ayşe Barbara Bart Bas Ben Benjamin Bernard Beth Bethany Bianca Bilal Bram Brian Bruce Carla Carlos Carmen Carol
  Caroline Catherine Charles Charlotte Chantal Chloe Chris Christian Christine Claire Colin Cor Corrie Craig Daan
  Daniel Danny David Dawn Debbie Deborah Denise Dennis Derek Diana Dick Dieter Dirk Donna Duncan Ed Eddie Edward
  Edwin Eline Elizabeth Ellen Els Elsa Emily Emma Eric Erik Esra Esther Eva Evelien Evert Fatima Fatma Femke Feyza
  Fiona Fleur Floor Frank Frans Fred Gareth Gary Gavin Geert George Gerard Gerrit Gijs Gillian Glenn Graham Greg
  Guus Hannah Hans Harriet Harry Hassan Heidi Helen Henk Hendrik Henry Herman Hugo Ian Ibrahim Ilse Ingrid Irene
  Isabel Jaap Jack Jacob Jacqueline James Jamie Jan Jane Janet Janneke Jason Jasper Jean Jeff Jelle Jennifer Jenny
  Jeroen Jessica Jim Joan Joanna Joanne Jochem Joe Johan Johanna John Jolanda Jonathan Joost Joris Jos José Joseph
  Judith Julia Julie Jurgen Karen Karim Karin Kate Katie Kees Keith Kelly Ken Kevin Kim Klaas Koen Kyle Laura Lars
  Lauren Laurens Leo Lieke Linda Lisa Lizzy Loes Lotte Lucas Lucy Luuk Maaike Maarten Malcolm Manon Marc Marco
  Margaret Maria Marieke Marijke Marjan Marleen Martijn Martin Mary Mathijs Matt Matthew Maureen Megan Mehmet
  Melissa Menno Merel Michael Michelle Michiel Mieke Mike Mohamed Mohammed Monique Moniek Mustafa Nancy Natalie Natasha
  Neil Nick Nicola Nicole Niels Nienke Nigel Nina Noor Noortje Olga Oliver Omar Pamela Patricia Patrick Paul Paula
  Peter Petra Philip Phoebe Pieter Pim Piet Priya Rachel Rajesh Raymond Rebecca Reinier Richard Riet Rik Rita Rob
  Robert Roel Roger Ron Ronald Rosa Ruben Rutger Ruth Ryan Sam Samantha Samira Sander Sandra Sanne Sara Sarah Saskia
  Sean Sharon Simon Sjoerd Sofie Sophie Stefan Stephanie Stephen Steve Steven Stuart Sue Susan Suzanne Tamara Tanja
  Ted Teun Thea Theo Thijs Thomas Tim Tineke Tom Tony Tracy Trevor Tyrone Ursula Valerie Vera Victor Victoria Vincent
  Wendy Wesley Willem Willemijn William Wilma Wim Wouter Yasmin Yasmina Youssef Yusuf Yvonne Zoë
`);

/** Words with a capital that are no person: time, languages, places, products, companies, forms. */
export const NO_NAME = set(`
  January February March April May June July August September October November December Januari Februari Maart Mei
  Juni Juli Augustus Oktober Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mondays Tuesdays Wednesdays
  Thursdays Fridays Saturdays Sundays Maandag Dinsdag Woensdag Donderdag Vrijdag Zaterdag Zondag
  Christmas Easter Kerst Pasen Pinksteren Ramadan Sinterklaas Koningsdag Corona Covid
  Dutch English German French Spanish Turkish Polish Arabic Italian Nederlands Nederlandse Nederlander Nederlanders
  Engels Engelse Duits Duitse Frans Franse Spaans Spaanse Turks Turkse Pools Poolse Arabisch Belgisch Belgische
  Europees Europese European British American Amerikaans Amerikaanse Belgian Irish Scottish Welsh Chinese Chinees
  Netherlands Nederland Holland Belgium België Germany Duitsland France Frankrijk England Engeland Britain Scotland
  Wales Ireland Ierland Europe Europa America Amerika Spain Spanje Italy Italië Poland Polen Turkey Turkije China India
  Amsterdam Rotterdam Utrecht Eindhoven Groningen Tilburg Almere Breda Nijmegen Apeldoorn Arnhem Haarlem Enschede
  Amersfoort Zwolle Leiden Maastricht Dordrecht Leeuwarden Delft Deventer Assen Zeeland Brabant Limburg Friesland
  Drenthe Gelderland Overijssel Flevoland London Leeds Manchester Birmingham Bristol Glasgow Edinburgh Liverpool
  Cardiff Sheffield Oxford Cambridge York Dublin Belfast Brussel Brussels Berlin Berlijn Paris Parijs Antwerpen Gent
  Excel Word Outlook Teams Windows Office Microsoft Google Gmail Apple Android Chrome Slack Zoom Jira Confluence Trello
  SharePoint PowerPoint OneDrive Salesforce Oracle Citrix AutoCAD Photoshop Adobe Linux Python WhatsApp Facebook
  LinkedIn Instagram YouTube Twitter Afas Exact Topdesk Workday Intranet Internet Wifi Bluetooth Scrum Agile Kanban
  Lean Facilities Finance Sales Marketing Inkoop Verkoop Financiën Logistiek Planning Zorg Directie Management
  Team Project Noord Zuid Oost West North South East Daily Standup President
  Jumbo Lidl Aldi Tesco Sainsbury Asda Ikea Hema Bol Amazon Philips Siemens Shell Nescafé Nespresso
  Senseo Heineken Coca-Cola Pepsi Ford Volvo Volkswagen Tesla Mercedes Toyota DHL PostNL
  Dear Hi Hello Hallo Beste Hoi Dank Thanks Groet Groeten Regards God Jezus Pilates Yoga
`);

/** Companies of two words that look like somebody's whole name. */
export const NO_FULL_NAME = set(`
  Albert_Heijn Douwe_Egberts Marks_Spencer Ben_Jerry Jumbo_Supermarkten Rituals_Cosmetics Harley_Davidson
  Philip_Morris Mercedes_Benz Max_Havelaar
`);

/** Words that begin a sentence and then a verb, and are nobody in particular. */
export const NOBODY = set(`
  Hij Zij Ze Ik Je Jij Jullie Wij We U Iemand Niemand Iedereen Men Wie Die Dat Dit Deze Alles Niets Iets Het De Een Er
  Mijn Onze Sommige Veel Weinig Zo Dan Toen Daar Hier Wat Waar Hoe Waarom Directie Management Leiding Personeel
  He She They I You It Somebody Someone Nobody Everybody Everyone Anyone Who This That These Those Everything Nothing
  Something My Our One Some Many Few Then There Here What Where How Why Staff Leadership People Mensen
`);

/** Small words that tell Dutch and English apart. */
export const SMALL = {
  nl: set(`de het een en ik je wij we niet dat dit van voor met zijn er maar om te ook wel geen nog naar bij aan
    is zo als dan heb heeft hebben wordt worden mijn ons onze hij zij ze op uit over deze die wat waarom meer
    moet kan kunnen mag veel altijd nooit vaak soms hier daar door zou zouden`),
  en: set(`the a an and i you we not that this of for with are there but to also no yet from by at is so as than have
    has be been my our he she they on out about these those what why more must can could may much many always never
    often sometimes here would will it its do does was were in or if`),
};
